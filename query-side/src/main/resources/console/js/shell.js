// What is around every screen: where to go, who is signed in, whether what is shown is live.
import { html, nothing } from "./lit.js";
import { session } from "./session.js";
import { icon } from "./parts/icon.js";
import { moment } from "./words.js";

const PLACES = [
  ["", "fleet", "Fleet"],
  ["tasks", "tasks", "Tasks"],
  ["approvals", "approvals", "Approvals"],
  ["spend", "spend", "Spend"],
  ["alerts", "alerts", "Alerts"],
  ["brakes", "brakes", "Brakes"],
];
const STATES = {
  live: ["Live", "What happens is shown within some ten seconds."],
  paced: ["Every 15 s", "This service has no stream of events: what is shown is read again every 15 seconds."],
  lost: ["Connecting", "The stream of events is being connected."],
};
const ROLES = { admin: "Administrator", founder: "Founder", auditor: "Auditor" };
const THEMES = { auto: "light", light: "dark", dark: "auto" };
let theme = sessionStorage.getItem("genii.theme") ?? "auto";
show();

function show() {
  document.documentElement.dataset.theme = theme;
}

function turn(event) {
  theme = THEMES[theme];
  sessionStorage.setItem("genii.theme", theme);
  show();
  event.currentTarget.setAttribute("aria-label", label());
  event.currentTarget.title = label();
}

const label = () => `Colours: ${theme === "auto" ? "as the system" : theme}`;

function skip(event) {
  event.preventDefault();
  document.querySelector("main").focus();
}

export function shell({ body, liveState, where }) {
  const [state, explained] = STATES[liveState];
  const at = where === "agents" ? "" : where;
  return html`
    <a class="skip" href="#main" @click=${skip}>Skip to the content</a>
    <div class="shell">
      <header class="bar-top">
        <a class="brand" href="#/"><img src="icon.svg" alt="" width="28" height="28"><span>Genii</span></a>
        <nav aria-label="Screens"><ul>${PLACES.map(([step, mark, name]) => html`<li>
          <a href="#/${step}" aria-current=${at === step ? "page" : nothing}>${icon(mark)}<span>${name}</span></a>
        </li>`)}</ul></nav>
        <div class="who">
          <span class="live ${liveState}" title=${explained}><i aria-hidden="true"></i>${state}</span>
          <span class="person" title=${session.ends ? `Signed in until ${moment(session.ends)}` : nothing}>
            <bdi>${session.name}</bdi><small>${ROLES[session.role] ?? ""}</small></span>
          <button class="quiet" title=${label()} aria-label=${label()} @click=${turn}>${icon("theme")}</button>
          <button class="quiet" title="Sign out" aria-label="Sign out" @click=${() => session.end()}>${icon("leave")}</button>
        </div>
      </header>
      <main id="main" tabindex="-1">${body}</main>
    </div>`;
}
