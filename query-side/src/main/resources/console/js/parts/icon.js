// Line drawings, 20 by 20, in the colour of the text beside them.
import { html, svg } from "../lit.js";

const LINES = {
  fleet: svg`<rect x="3" y="3" width="6" height="6" rx="1.5"/><rect x="11" y="3" width="6" height="6" rx="1.5"/><rect x="3" y="11" width="6" height="6" rx="1.5"/><rect x="11" y="11" width="6" height="6" rx="1.5"/>`,
  tasks: svg`<path d="M8 5h9M8 10h9M8 15h9M3 5l.9.9L5.5 4M3 10l.9.9L5.5 9M3 15l.9.9L5.5 14"/>`,
  approvals: svg`<circle cx="10" cy="10" r="7.2"/><path d="M6.8 10.2l2.2 2.2 4.3-4.6"/>`,
  spend: svg`<path d="M3 17V10M8 17V4M13 17v-9M17.5 17v-4"/>`,
  alerts: svg`<path d="M5 8a5 5 0 0 1 10 0c0 4.5 1.8 5.5 1.8 5.5H3.2S5 12.500 5 8zM8.300 16.500a1.800 1.800 0 0 0 3.400 0"/>`,
  brakes: svg`<path d="M7 2.800h6l4.200 4.200v6L13 17.200H7L2.800 13V7zM7.500 7.500v5M12.500 7.500v5"/>`,
  theme: svg`<circle cx="10" cy="10" r="7"/><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"/>`,
  leave: svg`<path d="M8 3H4.500A1.500 1.500 0 0 0 3 4.500v11A1.500 1.500 0 0 0 4.500 17H8M13 14l4-4-4-4M17 10H8"/>`,
};

export const icon = (name) => html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">${LINES[name]}</svg>`;
