// Asks for a token, and looks whether the service takes it before anything is shown.
import { html, ref } from "./lit.js";
import { session, read } from "./session.js";

let problem = "";
let busy = false;

export function signIn({ why, update }) {
  async function submit(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    const token = field.value.trim().replace(/^Bearer\s+/i, "");
    problem = refusal(token);
    if (!problem) {
      busy = true;
      update();
      problem = await ask(token);
      busy = false;
    }
    if (problem) {
      update();
      field.focus();
      field.select();
      return;
    }
    field.value = "";
    session.begin(token);
  }
  return html`<main class="signin" id="main">
    <form @submit=${submit} novalidate>
      <img src="icon.svg" alt="" width="48" height="48">
      <h1>Genii console</h1>
      <p class="lead">What your agents do, spend and are refused.</p>
      ${why === "expired" ? html`<p class="note warn" role="alert">Your token has ended. Sign in with a new one; you will be back where you were.</p>` : ""}
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" required ${ref(first)}
        aria-describedby="token-hint ${problem ? "token-problem" : ""}" aria-invalid=${problem ? "true" : "false"}>
      <p class="hint" id="token-hint">A founder's, an auditor's or an administrator's. It stays in this tab and is gone when you close it.</p>
      ${problem ? html`<p class="note bad" id="token-problem" role="alert">${problem}</p>` : ""}
      <button class="button main" ?disabled=${busy}>${busy ? "Signing in…" : "Sign in"}</button>
    </form>
  </main>`;
}

const greeted = new WeakSet();

/** The field has the focus when it is first there. */
function first(field) {
  if (!field || greeted.has(field)) return;
  greeted.add(field);
  queueMicrotask(() => field.focus());
}

function refusal(token) {
  if (!token) return "Paste a token first.";
  const claims = read(token);
  if (!claims) return "That is no token of a person: it must be a JWT, three parts with dots between them.";
  if (claims.role === "agent" || claims.role === "worker") {
    return `This is a token of the role ${claims.role}. The console is for founders, auditors and administrators.`;
  }
  if (typeof claims.exp === "number" && claims.exp * 1000 < Date.now()) return "This token has ended already.";
  return "";
}

async function ask(token) {
  try {
    const answer = await fetch(new URL("../../api/agents?limit=1", import.meta.url), {
      headers: { Authorization: `Bearer ${token}` }, cache: "no-store", credentials: "omit",
    });
    if (answer.ok) return "";
    const said = await answer.json().catch(() => ({}));
    return said.detail ?? `The service answered ${answer.status}.`;
  } catch {
    return "The service can't be reached. Try again in a moment.";
  }
}
