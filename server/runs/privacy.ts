import type { ChatChunk, MessageMetadata } from '#protocol/messages.ts'
import type { RunEnd } from './finish.ts'
import type { LiveRun } from './live.ts'

/** What an answer has of its privacy and its model from the message that it answers and from its prompt. */
export interface InheritedPrivacy {
  /** Something of the prompt is for models on this machine only, and so is what is made of it. */
  readonly private: boolean
  /** Whether every model of the run may have private words. */
  readonly local: boolean
  readonly modelSwitch: MessageMetadata['modelSwitch']
}

/** Marks an answer that has not begun, and opens it with the gateway's sentence about its model. */
export function inheritPrivacy(message: LiveRun['message'], inherited: InheritedPrivacy): void {
  if (inherited.private) message.metadata.private = true
  const { modelSwitch } = inherited
  if (!modelSwitch?.note || message.metadata.modelSwitch) return
  message.metadata.modelSwitch = modelSwitch
  message.parts.unshift({ type: 'text', text: modelSwitch.note, state: 'done' })
}

/** The opening sentence as those who watch get it. */
export function noteChunks(note: string): ChatChunk[] {
  const id = 'openclaw-switch'
  return [
    { type: 'text-start', id },
    { type: 'text-delta', id, delta: note },
    { type: 'text-end', id },
  ]
}

const MODEL_ERROR = /^(?:model_|missing_key$|unknown_model$)/

/** A private answer that failed says that nobody else was asked. */
export function explainPrivateFailure(run: LiveRun, end: RunEnd): RunEnd {
  const { error, errorInChinese } = end
  if (!error || run.message.metadata.private !== true || !MODEL_ERROR.test(error.code)) return end
  const note = 'This turn is private, so no model elsewhere was asked and nothing has left this machine.'
  const noteInChinese = '这一轮是私密的，所以没有请求过任何别处的模型，内容没有离开这台机器。'
  return {
    ...end,
    error: { ...error, message: `${error.message} ${note}` },
    ...(errorInChinese === undefined ? {} : { errorInChinese: `${errorInChinese}${noteInChinese}` }),
  }
}
