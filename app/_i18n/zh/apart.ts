import type { WordsApart } from '../catalogue.ts'
import { records } from './pages/records.ts'
import { sandbox } from './pages/sandbox.ts'
import { settings } from './pages/settings.ts'

export const apart: WordsApart = { ...records, ...sandbox, ...settings }
