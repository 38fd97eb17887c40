import { router } from './init.ts'
import { auditRouter } from './routers/access/audit.ts'
import { contactsRouter } from './routers/access/contacts.ts'
import { devicesRouter } from './routers/access/devices.ts'
import { loginRouter } from './routers/access/login.ts'
import { pairingRouter } from './routers/access/pairing.ts'
import { pushRouter } from './routers/access/push.ts'
import { tokensRouter } from './routers/access/tokens.ts'
import { approvalsRouter } from './routers/approvals.ts'
import { backupsRouter } from './routers/backups.ts'
import { channelsRouter } from './routers/channels.ts'
import { chatRouter } from './routers/chat.ts'
import { filesRouter } from './routers/files.ts'
import { jobsRouter } from './routers/jobs.ts'
import { modelsRouter } from './routers/models.ts'
import { outboxRouter } from './routers/outbox.ts'
import { policyRouter } from './routers/policy.ts'
import { sandboxRouter } from './routers/sandbox.ts'
import { searchRouter } from './routers/search.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { statusRouter } from './routers/status.ts'
import { configRouter } from './routers/upkeep/config.ts'
import { logsRouter } from './routers/upkeep/logs.ts'
import { usageRouter } from './routers/usage.ts'
import { whyRouter } from './routers/why.ts'

/** Every method of the gateway, under `/trpc` and by its path in a request frame. Nothing is declared twice. */
export const appRouter = router({
  chat: chatRouter,
  sessions: sessionsRouter,
  outbox: outboxRouter,
  approvals: approvalsRouter,
  models: modelsRouter,
  channels: channelsRouter,
  status: statusRouter,
  config: configRouter,
  logs: logsRouter,
  policy: policyRouter,
  why: whyRouter,
  login: loginRouter,
  pairing: pairingRouter,
  contacts: contactsRouter,
  devices: devicesRouter,
  tokens: tokensRouter,
  push: pushRouter,
  audit: auditRouter,
  usage: usageRouter,
  search: searchRouter,
  backups: backupsRouter,
  files: filesRouter,
  jobs: jobsRouter,
  sandbox: sandboxRouter,
})

export type AppRouter = typeof appRouter
