import { attention } from './pages/attention.ts'
import { channels } from './pages/channels.ts'
import { firstRun } from './pages/first-run.ts'
import { models } from './pages/models.ts'
import { push } from './pages/push.ts'
import { records } from './pages/records.ts'
import { sandbox } from './pages/sandbox.ts'
import { sessionsPage } from './pages/sessions.ts'
import { settings } from './pages/settings.ts'
import { usagePage } from './pages/usage.ts'

/** The words of the pages beside the chat, each from its own file. */
export const pages = {
  ...attention,
  ...channels,
  ...firstRun,
  ...models,
  ...push,
  ...records,
  ...sandbox,
  ...sessionsPage,
  ...settings,
  ...usagePage,
}
