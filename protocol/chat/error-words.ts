import { type ErrorCode, type ErrorShape, toAppError } from '../errors.ts'
import type { Phrase } from './language.ts'

/** What went wrong and what to do, where the message itself is in English only. */
const CHINESE: Readonly<Record<ErrorCode, string>> = {
  bad_request: '这样写我无法处理。',
  unauthenticated: '登录已失效。',
  forbidden: '这里不允许这样做。',
  not_found: '它已不存在。',
  conflict: '现在不能这样做，请稍后再试。',
  too_large: '内容太长，请分成几部分发送。',
  too_many: '一次太多了，请稍后再试。',
  unknown_method: '网关不认识这个操作。',
  unknown_session: '没有这个对话，可能已被删除。',
  unknown_agent: '没有这个助手，/助手 会列出现有的助手。',
  unknown_model: '没有这个模型，/模型列表 会列出可用的模型。',
  missing_key: '这个模型还没有 API 密钥。请在控制面板的“模型”页填写，或用 /模型 换一个。',
  model_auth: '模型服务商拒绝了 API 密钥，请检查密钥或账户余额。',
  model_rejected: '模型服务商拒绝了这个请求，换一个模型也许可以。',
  model_rate_limited: '模型服务商限制了请求频率，请稍后再试。',
  model_unavailable: '现在连接不上模型，请稍后再试，或换一个模型。',
  model_timeout: '模型没有及时回答，请再问一次，或换一个模型。',
  model_stream_cut: '模型的回答中途断开了，请再问一次。',
  cap_reached: '云端模型今天的费用上限已到。请提高上限，改用本机模型，或明天继续。',
  channel_unavailable: '现在连接不上聊天平台。',
  agent_unavailable: '助手正在启动，请稍后再试。',
  agent_crashed: '处理这条消息时进程多次意外退出，已放弃。请换一种说法，或把请求拆小。',
  run_deadline: '用时过长，已停止。请把请求拆小一些。',
  run_interrupted: '处理时被中断。',
  tool_failed: '工具执行失败。',
  path_denied: '工具不能访问这个路径。',
  policy_denied: '规则不允许这样做。',
  sandbox_unavailable: '这个对话只能在沙箱里使用工具，而这台机器上没有沙箱。',
  config_invalid: 'openclaw.json 有错误，请先改正。',
  state_unwritable: '磁盘写不进去了，请检查剩余空间。',
  state_corrupt: '数据库已损坏，请恢复备份。',
  internal: '内部出错，日志里有详情。',
}

/** What was thrown, as whoever wrote in a chat is told of it. */
export function phraseError(cause: unknown): Phrase {
  const { code, message, inChinese } = toAppError(cause)
  return { en: message, zh: inChinese ?? CHINESE[code] }
}

/** An error as it travels, or as it is stored, in the same way. */
export const phraseShape = ({ code, message }: ErrorShape): Phrase => ({ en: message, zh: CHINESE[code] })
