import type { RunStep } from '#db/queries/steps.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import { findTool } from '#protocol/tools.ts'

/** One sentence for people about what broke, and one for each call whose end is not known. */
export function describeInterruption(reason: string, steps: readonly RunStep[]): Phrase {
  const effects = steps.filter(hadEffect)
  const finished = effects.filter((step) => step.state === 'done' || step.state === 'failed')
  const open = effects.filter((step) => !finished.includes(step))
  const [maybe, done] = [open, finished].map((calls) => calls.map(describeCall).join('; '))
  return {
    en: [
      `This answer broke off because ${reason}.`,
      maybe && `It may have run wholly, in part or not at all: ${maybe}. Check before you ask again.`,
      done && `Already done: ${done}.`,
    ]
      .filter(Boolean)
      .join(' '),
    zh: [
      '这条回答被中断了。',
      maybe && `以下操作可能已经全部、部分执行，也可能没有执行：${maybe}。请先检查，再重新提问。`,
      done && `已经完成：${done}。`,
    ]
      .filter(Boolean)
      .join(''),
  }
}

/** What the model must know when a message is tried again; undefined where no earlier call had an effect. */
export function describeEarlierTry(steps: readonly RunStep[]): string | undefined {
  const effects = steps.filter(hadEffect)
  if (effects.length === 0) return undefined
  const uncertain = effects.filter((step) => step.state === 'uncertain' || step.state === 'stopped')
  const done = effects.filter((step) => step.state === 'done')
  return [
    'An earlier try at the last message broke off.',
    uncertain.length > 0 &&
      `Whether these calls took effect is not known, so look before you make them again: ${uncertain.map(describeCall).join('; ')}.`,
    done.length > 0 && `These were done, so do not do them again: ${done.map(describeCall).join('; ')}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** A call that ran, or may have, and changes something. What is not a known tool counts as changing. */
function hadEffect(step: RunStep): boolean {
  if (step.kind !== 'tool' || step.state === 'decided' || step.state === 'denied') return false
  return findTool(step.tool ?? '')?.effect !== 'read'
}

function describeCall(step: RunStep): string {
  const input = (step.input ?? {}) as { argv?: unknown; path?: unknown }
  const detail = Array.isArray(input.argv) ? input.argv.join(' ') : input.path
  const text = typeof detail === 'string' ? detail.slice(0, 200) : ''
  return text === '' ? `${step.tool}` : `${step.tool} "${text}"`
}
