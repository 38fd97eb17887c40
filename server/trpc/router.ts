import { router } from './init.ts'
import { approvalsRouter } from './routers/approvals.ts'
import { auditRouter } from './routers/audit.ts'
import { backupsRouter } from './routers/backups.ts'
import { channelsRouter } from './routers/channels.ts'
import { chatRouter } from './routers/chat.ts'
import { contactsRouter } from './routers/contacts.ts'
import { devicesRouter } from './routers/devices.ts'
import { jobsRouter } from './routers/jobs.ts'
import { loginRouter } from './routers/login.ts'
import { modelsRouter } from './routers/models.ts'
import { outboxRouter } from './routers/outbox.ts'
import { pairingRouter } from './routers/pairing.ts'
import { policyRouter } from './routers/policy.ts'
import { searchRouter } from './routers/search.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { statusRouter } from './routers/status.ts'
import { tokensRouter } from './routers/tokens.ts'
import { usageRouter } from './routers/usage.ts'

/** Every method of the gateway, under `/trpc` and by its path in a request frame. Nothing is declared twice. */
export const appRouter = router({
  chat: chatRouter,
  sessions: sessionsRouter,
  outbox: outboxRouter,
  approvals: approvalsRouter,
  models: modelsRouter,
  channels: channelsRouter,
  status: statusRouter,
  policy: policyRouter,
  login: loginRouter,
  pairing: pairingRouter,
  contacts: contactsRouter,
  devices: devicesRouter,
  tokens: tokensRouter,
  audit: auditRouter,
  usage: usageRouter,
  search: searchRouter,
  backups: backupsRouter,
  jobs: jobsRouter,
})

export type AppRouter = typeof appRouter
