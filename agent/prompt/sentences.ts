import type { RunStart } from '#protocol/agent-rpc.ts'

/** Said where the model turns in a circle. */
export function stuckSentence(run: RunStart): string {
  return isChinese(run)
    ? '同一个工具调用已经连续三次得到相同的结果，我先停在这里。请告诉我接下来怎么做。'
    : 'I stopped here: the same tool call gave the same result three times. Tell me how to go on.'
}

/** Said where a run has made as many steps as it may. */
export function limitSentence(run: RunStart, steps: number): string {
  return isChinese(run)
    ? `我已经执行了 ${steps} 步，先停在这里。回复“继续”我就接着做。`
    : `I stopped here after ${steps} steps. Say “go on” and I continue.`
}

/** Said where the model used tools and then ended without a word. */
export function silentSentence(run: RunStart): string {
  return isChinese(run)
    ? '模型用完工具后没有再说什么，结果见上面的步骤。'
    : 'The model used its tools and then said nothing; the steps above show what came of it.'
}

function isChinese(run: RunStart): boolean {
  const last = run.messages.findLast((message) => message.role === 'user')
  return last?.parts.some((part) => part.type === 'text' && /\p{Script=Han}/u.test(part.text)) ?? false
}
