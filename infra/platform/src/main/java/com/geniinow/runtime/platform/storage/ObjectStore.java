package com.geniinow.runtime.platform.storage;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;

/**
 * One bucket of objects. Every method blocks, and throws {@link ObjectStoreUnavailableException}
 * where the store is unavailable; then nothing is known of what it did, but no object is ever half
 * there.
 */
public interface ObjectStore {
  /**
   * Begins a new object. It exists once the upload is {@linkplain ObjectUpload#complete completed},
   * not before; an upload that is only closed leaves none.
   *
   * @param name 1 to 1,024 bytes of UTF-8; must not exist
   * @param type what the object is served as
   */
  ObjectUpload create(String name, ObjectType type);

  /**
   * Stores a small object at once.
   *
   * @throws ObjectExistsException when the name is taken; nothing is changed
   */
  void put(String name, ObjectType type, byte[] content);

  /** The content of an object, to be closed; empty when there is none. */
  Optional<InputStream> read(String name);

  /** Whether there is such an object. */
  boolean exists(String name);

  /** Removes an object; one that isn't there is removed already. */
  void delete(String name);

  /** Removes an object only if it is still the one that was listed. */
  void delete(ObjectEntry listed);

  /**
   * All objects whose name begins with a prefix, by name (in the order of their bytes), read page
   * by page as the iterator goes on.
   */
  Iterator<ObjectEntry> list(String prefix);

  /**
   * A URL that anybody can read the object with for {@link SignedUrl#LIFETIME}, by a plain GET.
   *
   * @throws ObjectStoreUnavailableException when the signature comes from IAM and IAM is
   *     unavailable
   */
  SignedUrl sign(String name);
}
