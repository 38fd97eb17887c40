import { assistants } from './pages/assistants.ts'
import { records } from './pages/records.ts'
import { sandbox } from './pages/sandbox.ts'
import { settings } from './pages/settings.ts'

/** Words that only their own page uses, and that come with it (page-words.tsx). */
export const apart = { ...assistants, ...records, ...sandbox, ...settings }
