import { html } from "../lit.js";
import { empty } from "../resource.js";

export const open = () => ({
  title: () => "Not found",
  view: () => html`<h1 class="unseen" tabindex="-1">Not found</h1>${empty("none", "There is no such screen", "The address leads nowhere in this console.", html`<a class="button" href="#/">To the fleet</a>`)}`,
});
