// Puts together the signed-in reader, the screen of the address and what happens meanwhile.
import { html, render, nothing } from "./lit.js";
import { session, onSession } from "./session.js";
import { here, onRoute } from "./route.js";
import { listen } from "./live.js";
import { shell } from "./shell.js";
import { signIn } from "./signin.js";
import { announcer } from "./announce.js";
import { screenOf } from "./screens.js";
import { closeAct } from "./parts/act.js";
import { readAgain } from "./resource.js";
import { readNames, forgetNames } from "./names.js";

const USABLE = "genii-usable"; // from here on somebody can read and click
const app = document.getElementById("app");
const say = announcer(document.getElementById("announcements"));
let screen = null;
let problem = null;
let liveState = "lost";
let stopListening = null;
let drawing = false;
let opening = 0;
let why = null;
let expiry;
let arrived = false;
let opened = ""; // the steps of the screen that is open

/** Draws once, however often it is asked for meanwhile. */
function update() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  if (!session.token) {
    document.title = "Sign in · Genii console";
    render(signIn({ why, update }), app);
    return;
  }
  document.title = `${screen?.title() ?? "…"} · Genii console`;
  const body = problem
    ? html`<div class="empty" role="alert"><h1>Couldn't be opened</h1><p>${problem}</p></div>`
    : (screen?.view() ?? nothing);
  render(shell({ body, liveState, where: here().steps[0] ?? "" }), app);
  if (arrived && screen) arrive();
  if (screen && performance.getEntriesByName(USABLE).length === 0) performance.mark(USABLE);
}

/** Whoever listens hears the screen's name as soon as it has one; whoever looks begins at its top. */
function arrive() {
  const heading = document.querySelector("main h1");
  if (!heading || document.querySelector("dialog[open]")) return;
  arrived = false;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

async function open(route) {
  if (!session.token) return update();
  const mine = ++opening;
  const steps = JSON.stringify(route.steps);
  if (screen?.turn && !problem && steps === opened) {
    app.dataset.at = location.hash;
    return screen.turn(route.query); // a filter leaves the focus, and what is written, where they are
  }
  const isElsewhere = !screen || steps !== opened;
  try {
    const make = await screenOf(route.steps);
    if (mine !== opening) return;
    screen?.close?.();
    problem = null;
    screen = make(route, update);
    opened = steps;
    app.dataset.at = location.hash;
    if (route.steps.length > 0) readNames(update);
  } catch (e) {
    console.error(e);
    problem = "A part of the console could not be loaded. Reload the page.";
  }
  update();
  if (mine === opening && isElsewhere) arrived = true;
}

async function begin() {
  why = null;
  stopListening?.();
  const mine = (stopListening = () => {});
  clearTimeout(expiry);
  if (session.ends) {
    expiry = setTimeout(() => session.end("expired"), Math.min(session.ends - Date.now(), 2 ** 31 - 1));
  }
  await open(here()); // what it reads is asked for before the stream
  if (stopListening !== mine) return;
  stopListening = listen({
    onState: (state) => { liveState = state; update(); },
    onEvent: (event) => { say.event(event); screen?.onEvent?.(event); },
    onBeat: () => readAgain(screen?.reads ?? []),
  });
}

onSession((what) => {
  if (what === "begun") return begin();
  why = what;
  stopListening?.();
  stopListening = null;
  clearTimeout(expiry);
  screen?.close?.();
  screen = null;
  if (what === "left") forgetNames();
  closeAct();
  update();
});
onRoute((route) => open(route));
if (session.token) begin();
else update();
