import type { Db } from '#db/client.ts'
import { findInboxEvent } from '#db/queries/inbox.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { sumRunUsage } from '#db/queries/usage.ts'
import type { Config } from '#protocol/config.ts'
import type { Channel } from './channels/channel.ts'
import { createLocalChannel } from './channels/local-channel.ts'
import type { Clock } from './clock.ts'
import { type ApiCall, createCompletions } from './completions/completions.ts'
import type { Events } from './events.ts'
import { type HookTable, readHooks } from './hooks/hook-table.ts'
import { createHooks, type Hooks } from './hooks/hooks.ts'
import type { OutsideNames } from './http/guard.ts'
import type { Log } from './log.ts'
import type { Models } from './models/models.ts'
import type { Runs } from './runs/contract.ts'
import { messageText } from './runs/live.ts'
import { startTailscale, type TailscaleReport } from './tailscale/tailscale.ts'

/** What is reached from other programs and other machines: webhooks, the compatible API, the tailnet. */
export interface Outside {
  /** The ways in of programs. */
  readonly channels: readonly Channel[]
  readonly hooks: Hooks['answer']
  readonly completions: (call: ApiCall) => Promise<void>
  /** Host names beside loopback. */
  names(): OutsideNames
  tailscale(): TailscaleReport
  /** Webhooks that are off and why. */
  problems(): readonly string[]
  stop(): Promise<void>
}

/** Puts together what is reached from outside this machine or by programs on it. */
export function createOutside(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  port: number
  config: () => Config
  environment: (name: string) => string | undefined
  models: Pick<Models, 'direct' | 'isModel' | 'list'>
  runs: Pick<Runs, 'stop' | 'live' | 'waiting'>
  post: Parameters<typeof createLocalChannel>[1]
  findChannel: (name: string, account: string) => Pick<Channel, 'webhook'> | undefined
  /** Whether a text is a token of the gateway. */
  isCredential: (text: string) => boolean
}): Outside {
  const { db, clock, events, log, config, models, runs } = deps
  const hook = createLocalChannel('hook', deps.post)
  const api = createLocalChannel('api', deps.post)

  let known: { config: Config; table: HookTable } | undefined
  function table(): HookTable {
    const now = config()
    if (known?.config !== now) {
      known = { config: now, table: readHooks(now, deps.isCredential) }
      for (const problem of known.table.problems) log.warn(problem)
    }
    return known.table
  }

  const hooks = createHooks({
    clock,
    table,
    submit: hook.submit,
    isKnown: (event) => findInboxEvent(db, event) !== undefined,
    findChannel: deps.findChannel,
  })

  const completions = createCompletions({
    clock,
    events,
    log: log.child('api'),
    models: {
      find: (name) => (models.isModel(name) ? models.direct(name).reference : undefined),
      list: () => models.list().models.flatMap((model) => (model.ready ? model.reference : [])),
    },
    submit: api.submit,
    findRun(event) {
      const runId = findInboxEvent(db, event)?.runId
      const run = runId ? findRun(db, runId) : undefined
      return run && { runId: run.id, sessionId: run.sessionId, outcome: outcomeOf(run) }
    },
    getAnswer(runId) {
      const run = findRun(db, runId)
      const message = run && findMessage(db, run.messageId)
      const live = run && !message ? runs.live(run.sessionId) : undefined
      const answer = message ?? live
      return {
        text: answer ? messageText(answer) : '',
        model: answer?.metadata?.model ?? '',
        usage: sumRunUsage(db, runId),
      }
    },
    async stop({ runId, sessionId }) {
      if (runs.live(sessionId)?.metadata?.runId === runId) await runs.stop(sessionId)
      else if (findRun(db, runId)?.status === 'queued') runs.waiting.remove(runId)
    },
  })

  const tailscale = startTailscale({
    mode: () => config().gateway.tailscale.mode,
    port: deps.port,
    environment: deps.environment,
    clock,
    events,
    log: log.child('tailscale'),
  })

  return {
    channels: [hook, api],
    hooks: hooks.answer,
    completions,
    names: () => ({ tailnet: tailscale.host(), hooks: config().gateway.hooks.publicHost }),
    tailscale: tailscale.report,
    problems: () => table().problems,
    stop: tailscale.stop,
  }
}

function outcomeOf(run: Run) {
  const error = run.error ? { error: run.error } : {}
  switch (run.status) {
    case 'completed':
    case 'stopped':
    case 'failed':
    case 'interrupted':
    case 'waiting':
      return { status: run.status, ...error }
    default:
      return undefined
  }
}
