import { assistant } from './assistant.ts'
import { attention } from './pages/attention.ts'
import { channels } from './pages/channels.ts'
import { firstRun } from './pages/first-run.ts'
import { models } from './pages/models.ts'
import { push } from './pages/push.ts'
import { sessionsPage } from './pages/sessions.ts'
import { usagePage } from './pages/usage.ts'

export const pages = {
  ...assistant,
  ...attention,
  ...channels,
  ...firstRun,
  ...models,
  ...push,
  ...sessionsPage,
  ...usagePage,
}
