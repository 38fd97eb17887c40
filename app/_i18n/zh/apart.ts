import type { WordsApart } from '../catalogue.ts'
import { assistants } from './pages/assistants.ts'
import { records } from './pages/records.ts'
import { sandbox } from './pages/sandbox.ts'
import { settings } from './pages/settings.ts'

export const apart: WordsApart = { ...assistants, ...records, ...sandbox, ...settings }
