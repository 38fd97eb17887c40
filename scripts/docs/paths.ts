const ROOMS = 'protocol|db|server|agent|app|cli|testing|e2e|bench|scripts|bin'

/** What a text names in our rooms, with a room's name in front and a slash in it. */
export const listPaths = (text: string): string[] =>
  [...text.matchAll(new RegExp(`\`((?:${ROOMS})/[^\`\\s]*)\``, 'g'))].map(([, found = '']) => found)
