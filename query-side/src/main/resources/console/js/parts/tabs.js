// Parts of a screen, each with an address of its own.
import { html, nothing } from "../lit.js";
import { to } from "../route.js";

export const tabs = (base, parts, current, label) => html`<nav class="tabs" aria-label=${label}><ul>${parts.map(
  ([step, name]) => html`<li><a href=${to(step ? [...base, step] : base)} aria-current=${step === current ? "page" : nothing}>${name}</a></li>`)}</ul></nav>`;

/** One of a few, chosen where it stands. */
export const choice = (label, options, current, set) => html`<div class="choice" role="group" aria-label=${label}>${options.map(
  ([value, name]) => html`<button aria-pressed=${value === current} @click=${() => set(value)}>${name}</button>`)}</div>`;
