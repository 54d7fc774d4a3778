// Which screen is at which address; each is loaded when it is first asked for.
const SCREENS = {
  "": () => import("./screens/fleet.js"),
  agents: () => import("./screens/agent.js"),
  tasks: () => import("./screens/tasks.js"),
  approvals: () => import("./screens/approvals.js"),
  spend: () => import("./screens/spend.js"),
  alerts: () => import("./screens/alerts.js"),
  brakes: () => import("./screens/brakes.js"),
  platform: () => import("./screens/platform.js"),
};
const NOWHERE = () => import("./screens/nowhere.js");

export async function screenOf(steps) {
  if (steps[0] === "tasks" && steps.length === 2) return (await import("./screens/task.js")).open;
  const known = Object.hasOwn(SCREENS, steps[0] ?? "");
  return (await (known ? SCREENS[steps[0] ?? ""] : NOWHERE)()).open;
}
