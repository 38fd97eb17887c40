/** The agent (assistant) that is always there, and to which every conversation belongs that names none. */
export const MAIN_AGENT = 'main'

/** Most characters of an assistant's name. */
export const AGENT_NAME_LIMIT = 60
/** Most characters of instructions: each turn pays for them, and small models read them too. */
export const INSTRUCTIONS_LIMIT = 4_000
