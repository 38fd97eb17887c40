import { router } from './init.ts'
import { approvalsRouter } from './routers/approvals.ts'
import { chatRouter } from './routers/chat.ts'
import { loginRouter } from './routers/login.ts'
import { modelsRouter } from './routers/models.ts'
import { policyRouter } from './routers/policy.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { statusRouter } from './routers/status.ts'

/** Every method of the gateway, under `/trpc` and by its path in a request frame. Nothing is declared twice. */
export const appRouter = router({
  chat: chatRouter,
  sessions: sessionsRouter,
  approvals: approvalsRouter,
  models: modelsRouter,
  status: statusRouter,
  policy: policyRouter,
  login: loginRouter,
})

export type AppRouter = typeof appRouter
