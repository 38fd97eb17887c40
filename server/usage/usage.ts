import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { findSpokenLanguage } from '#db/queries/messages.ts'
import {
  claimCapNotice,
  listJobUsage,
  listModelUsage,
  listSessionUsage,
  listUsage,
  sumCost,
} from '#db/queries/usage.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Config } from '#protocol/config.ts'
import { AppError, type ErrorShape } from '#protocol/errors.ts'
import { isLocal } from '#protocol/privacy.ts'
import { type Clock, startOfDay } from '../clock.ts'
import type { UsageFeature } from './contract.ts'

/** From this part of the cap on the owner is warned, once a day. */
const WARN_PART = 0.8
const MOST_LINES = 20

export interface Spending extends UsageFeature {
  /** The models that may be called now: all of them, or those on this machine. Throws `cap_reached` where none is left. */
  allow(targets: readonly ModelTarget[]): ModelTarget[]
  /** Call after each model call of a session: warns once at 80 %, and says whether the next call is refused. */
  afterCall(call: { sessionId: string; model: string }): ErrorShape | undefined
}

/**
 * The ledger as people see it, and the daily cap. The day is the machine's own; only calls with a known price
 * count; models on this machine are never stopped.
 */
export function createUsage(deps: {
  db: Db
  clock: Clock
  config: () => Config
  /** Says something in a session beside the answers. */
  post: (note: { sessionId: string; messageId: string; text: string }) => unknown
}): Spending {
  const { db, clock, config, post } = deps
  /** Models that were handed out as being on this machine. */
  const local = new Set<string>()

  const capUsd = (): number | null => config().models.dailyCapUsd ?? null
  const spentUsd = (): number => sumCost(db, startOfDay(clock.now()))

  function refusal(cap: number): AppError {
    return new AppError(
      'cap_reached',
      `The daily cap of ${dollars(cap)} for models in the cloud is reached (${dollars(spentUsd())} spent today). ` +
        'It starts anew at midnight. Raise models.dailyCapUsd in openclaw.json, or choose a model on this machine.',
    )
  }

  function warn(sessionId: string, cap: number, spent: number): void {
    const id = `${dayOf(clock.now())}:${Math.round(WARN_PART * 100)}`
    if (!claimCapNotice(db, id, clock.now())) return
    const text =
      findSpokenLanguage(db, sessionId) === 'zh'
        ? `提醒：云端模型今天已花费 ${dollars(spent)}，达到每日上限 ${dollars(cap)} 的 ${percent(spent / cap)}。到达上限后，云端模型会停用到明天。`
        : `A note on costs: models in the cloud have used ${dollars(spent)} today, ${percent(spent / cap)} of the daily cap of ${dollars(cap)}. At the cap they stop until tomorrow.`
    post({ sessionId, messageId: randomUUID(), text })
  }

  return {
    get({ days }) {
      const since = startOfDay(clock.now(), days - 1)
      return {
        today: dayOf(clock.now()),
        days: listUsage(db, since),
        cap: { dailyUsd: capUsd(), spentUsd: spentUsd() },
      }
    },
    breakdown({ days }) {
      const since = startOfDay(clock.now(), days - 1)
      return {
        models: listModelUsage(db, since),
        sessions: listSessionUsage(db, since, MOST_LINES),
        jobs: listJobUsage(db, since, MOST_LINES),
      }
    },
    allow(targets) {
      for (const target of targets) if (isLocal(target)) local.add(target.reference)
      const cap = capUsd()
      if (cap === null || spentUsd() < cap) return [...targets]
      const left = targets.filter(isLocal)
      if (left.length === 0) throw refusal(cap)
      return left
    },
    afterCall({ sessionId, model }) {
      const cap = capUsd()
      if (cap === null || local.has(model)) return undefined
      const spent = spentUsd()
      if (spent >= cap) return refusal(cap).toShape()
      if (spent >= cap * WARN_PART) warn(sessionId, cap, spent)
      return undefined
    },
  }
}

function dayOf(at: number): string {
  const date = new Date(at)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

const dollars = (amount: number): string => `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`
const percent = (part: number): string => `${Math.floor(part * 100)} %`
