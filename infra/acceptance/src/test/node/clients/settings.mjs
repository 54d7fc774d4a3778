// What each program is told by its environment, and what they all ask.
export const base = process.env.GENII_URL;
export const key = process.env.GENII_KEY;
export const marker = process.env.GENII_MARKER;
export const question = `${marker}: what is the weather in Oslo?`;
export const weather = (city) => `${city}: 4 degrees, snow`;
