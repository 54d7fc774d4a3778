package com.geniinow.runtime.query.view.price;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A price and its place in the list. */
record Placed(PriceView view, String place) {
  static Placed of(ResultSet row, int n) throws SQLException {
    return new Placed(PriceView.of(row, n), row.getString("place"));
  }
}
