import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError, type ErrorCode } from '#protocol/errors.ts'
import type { ModelChange } from '#protocol/messages.ts'
import { isLasting } from './connection/connection.ts'

/** Failures that another model may not share. A request that was rejected as such is our own fault and stays. */
const MOVES_ON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'missing_key',
  'config_invalid',
  'model_auth',
  'unknown_model',
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
])

/** Failures of one key, which another key of the same model may not share. */
const OF_THE_KEY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'missing_key',
  'model_auth',
  'model_rate_limited',
  'unknown_model',
])

/** Failures of the line rather than of the model: worth one more try where no other model is left. */
const RETRIES_ONCE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
])

/** How often the steps of one run may begin anew after they had begun to speak. */
const RESTART_LIMIT = 3

interface Passed {
  readonly reference: string
  readonly code: ErrorCode
  readonly chosen?: boolean | undefined
  readonly withdrawn?: boolean | undefined
}

/** Where a run stands in the list of its models. */
export interface ModelLine {
  /** The one whose turn it is. */
  current(): ModelTarget
  /** It failed: true where the next one, or the same once more, is to be asked now. */
  passOver(error: AppError): boolean
  /** The same after it had begun to speak; `withdrawn`: what it had said is taken back. */
  breakOff(error: AppError, withdrawn: boolean): boolean
  /** It answers: whom it stands in for, if anybody was passed over since the last answer. */
  answer(): ModelChange[]
  /** What the run fails with where nobody is left: the last failure speaks, and names those before it. */
  failure(): AppError
}

/** The models of a run in their order. One that answered keeps the rest of the run. */
export function createModelLine(targets: readonly ModelTarget[]): ModelLine {
  const failures: { target: ModelTarget; error: AppError }[] = []
  let passed: Passed[] = targets[0]?.insteadOf ? [targets[0].insteadOf] : []
  let index = 0
  let retried = false
  let restarts = 0

  const current = (): ModelTarget => {
    const target = targets[index]
    if (!target) throw new AppError('internal', 'The run has no model.')
    return target
  }

  function findNext(code: ErrorCode): number | undefined {
    const { reference } = current()
    const next = targets.findIndex(
      (target, place) => place > index && (OF_THE_KEY.has(code) || target.reference !== reference),
    )
    return next < 0 ? undefined : next
  }

  function passOver(error: AppError, withdrawn = false): boolean {
    const target = current()
    failures.push({ target, error })
    const { code } = error
    if (!MOVES_ON.has(code)) return false
    const next = findNext(code)
    if (next === undefined && (retried || !RETRIES_ONCE.has(code) || isLasting(error.cause))) return false
    if (next === undefined) retried = true
    else index = next
    const { reference, chosen } = target
    passed.push({ reference, code, ...(chosen ? { chosen } : {}), ...(withdrawn ? { withdrawn } : {}) })
    return true
  }

  return {
    current,
    passOver,
    breakOff(error, withdrawn) {
      restarts += 1
      return passOver(error, withdrawn) && restarts <= RESTART_LIMIT
    },
    answer() {
      const { reference } = current()
      const changes = passed.map(({ reference: from, ...rest }, place) => ({
        from,
        to: passed[place + 1]?.reference ?? reference,
        ...rest,
      }))
      passed = []
      retried = false
      return changes.filter(({ from, to, withdrawn }) => from !== to || withdrawn === true)
    },
    failure: () => combine(failures, targets),
  }
}

function combine(
  failures: readonly { target: ModelTarget; error: AppError }[],
  targets: readonly ModelTarget[],
): AppError {
  const last = failures.at(-1)
  if (!last) return new AppError('internal', 'The run has no model.')
  const before = failures
    .slice(0, -1)
    .filter(({ target }) => target.reference !== last.target.reference)
    .map(({ target, error }) => `${target.reference} (${error.code})`)
  const isAlone = last.target.chosen && targets.every(({ reference }) => reference === last.target.reference)
  const alone = isAlone ? ` ${ALONE}` : ''
  if (before.length === 0 && alone === '') return last.error
  const others = before.length === 0 ? '' : ` Tried before it: ${[...new Set(before)].join(', ')}.`
  const { inChinese } = last.error
  const othersInChinese = before.length === 0 ? '' : `在它之前试过：${[...new Set(before)].join('、')}。`
  return new AppError(last.error.code, `${last.error.message}${others}${alone}`, {
    cause: last.error,
    ...(inChinese === undefined
      ? {}
      : { inChinese: `${inChinese}${othersInChinese}${isAlone ? ALONE_IN_CHINESE : ''}` }),
    ...(last.error.retryAfterMs === undefined ? {} : { retryAfterMs: last.error.retryAfterMs }),
  })
}

const ALONE =
  'You picked this model yourself, so no other one answered in its place; set models.fallbackForChosen to true in openclaw.json to allow it.'
const ALONE_IN_CHINESE =
  '这个模型是你自己选的，所以没有由别的模型代答；要允许代答，请在 openclaw.json 里把 models.fallbackForChosen 设为 true。'
