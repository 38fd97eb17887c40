import type { Db } from '#db/client.ts'
import type { Config } from '#protocol/config.ts'
import type { Channel } from '../channels/channel.ts'
import type { ChatApps } from '../channels/chat-apps.ts'
import { createLocalChannel } from '../channels/local-channel.ts'
import type { Clock } from '../clock.ts'
import { createAnswers } from '../completions/answers.ts'
import { type ApiCall, type CompletionsDeps, createCompletions } from '../completions/completions.ts'
import type { Events } from '../events.ts'
import { createHookTable, type HookTable } from '../hooks/hook-table.ts'
import { createHooks, type Hooks } from '../hooks/hooks.ts'
import type { OutsideNames } from '../http/guard.ts'
import type { Log } from '../log.ts'
import { messageText } from '../runs/live.ts'
import { startTailscale, type TailscaleReport } from '../tailscale/tailscale.ts'

/** What is reached from other programs and other machines: chat apps, webhooks, the compatible API, the tailnet. */
export interface Outside {
  /** The ways in of programs, and the accounts of the chat apps. */
  readonly channels: readonly Channel[]
  readonly accounts: ChatApps['accounts']
  readonly hooks: Hooks['answer']
  readonly completions: (call: ApiCall) => Promise<void>
  /** Host names beside loopback. */
  names(): OutsideNames
  tailscale(): TailscaleReport
  /** Webhooks and chat apps that are off, and why. */
  findings(): HookTable['findings']
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
  apps: ChatApps
  environment: (name: string) => string | undefined
  models: CompletionsDeps['models']
  runs: Parameters<typeof createAnswers>[0]['runs']
  post: Parameters<typeof createLocalChannel>[1]
  findChannel: (name: string, account: string) => Pick<Channel, 'webhook'> | undefined
  /** Whether a text is a token of the gateway. */
  isCredential: (text: string) => boolean
}): Outside {
  const { db, clock, events, log, config, apps } = deps
  const hook = createLocalChannel('hook', deps.post)
  const api = createLocalChannel('api', deps.post)
  const table = createHookTable({ config, isCredential: deps.isCredential, log: log.child('hooks') })
  const hooks = createHooks({ db, clock, table, submit: hook.submit, findChannel: deps.findChannel })
  const completions = createCompletions({
    clock,
    events,
    log: log.child('api'),
    models: deps.models,
    submit: api.submit,
    answers: createAnswers({ db, runs: deps.runs, textOf: messageText }),
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
    channels: [hook, api, ...apps.channels],
    accounts: apps.accounts,
    hooks: hooks.answer,
    completions,
    names: () => ({ tailnet: tailscale.host(), hooks: config().gateway.hooks.publicHost }),
    tailscale: tailscale.report,
    findings: () => [...table().findings, ...apps.findings()],
    stop: tailscale.stop,
  }
}
