import { terminalLanguage } from '../language.ts'

const EN = {
  trigger: 'Trigger',
  route: 'Route',
  model: 'Model',
  prompt: 'Prompt',
  tools: 'Tools',
  time: 'Time',
  cost: 'Cost',
  status: 'Outcome',
  ended: { completed: 'completed', stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' },
  panel: 'Panel',
  you: 'you',
  removed: 'a message that was removed',
  retry: 'asked for again',
  trusted: 'trusted',
  untrusted: 'untrusted',
  tainted: 'holds others’ words',
  private: 'private',
  handed: 'handed to an agent {count} times',
  assistant: 'assistant {name}',
  gone: 'assistant {name}, which is gone: the main model answers',
  by: {
    message: 'named in the message',
    session: 'picked for this conversation',
    agent: 'of the assistant',
    main: 'the main model',
  },
  none: 'none',
  unknown: 'not known',
  calls: '{count} calls',
  inAll: '{input} tokens in ({cached} of them cached), {output} out',
  waited: 'waited {wait}, worked {work}',
  rule: 'rule',
  asked: 'you: {decision} after {wait}',
  unanswered: 'not answered',
  instead: '{to} instead of {from} ({code})',
  decisions: { 'allow-once': 'allowed', always: 'allowed for always', deny: 'denied', answer: 'answered' },
}

const ZH: typeof EN = {
  trigger: '起因',
  route: '去向',
  model: '模型',
  prompt: '提示',
  tools: '工具',
  time: '用时',
  cost: '费用',
  status: '结果',
  ended: { completed: '完成', stopped: '已停止', failed: '失败', interrupted: '中断' },
  panel: '面板',
  you: '你',
  removed: '已删除的消息',
  retry: '重新回答',
  trusted: '可信',
  untrusted: '不可信',
  tainted: '含有他人写的内容',
  private: '私密',
  handed: '交给 agent {count} 次',
  assistant: '助手 {name}',
  gone: '助手 {name} 已移除：由主模型回答',
  by: {
    message: '消息中指定',
    session: '为此对话选择',
    agent: '该助手的模型',
    main: '主模型',
  },
  none: '无',
  unknown: '未知',
  calls: '调用 {count} 次',
  inAll: '输入 {input} token（其中缓存 {cached}），输出 {output}',
  waited: '等待 {wait}，工作 {work}',
  rule: '规则',
  asked: '你：{decision}，用时 {wait}',
  unanswered: '未答复',
  instead: '改用 {to}，因为 {from} 出错（{code}）',
  decisions: { 'allow-once': '允许一次', always: '始终允许', deny: '拒绝', answer: '已答复' },
}

export type Words = typeof EN

/** The words of the language that the terminal is set to. */
export function wordsFor(environment: Record<string, string | undefined>): Words {
  return terminalLanguage(environment) === 'zh' ? ZH : EN
}

/** Puts values into `{name}` places. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
