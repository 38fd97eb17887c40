export const ring = {
  label: '上下文已用 {share, number, percent}',
  window: '窗口内',
  tokensOf: '{tokens, number} / {window, number} token',
  input: '读入 token',
  output: '写出 token',
  calls: '模型调用',
  cost: '费用',
  noPrice: '价格未知',
  hint: '读入、写出与费用为最近 {days} 天的合计。窗口将满时，较早的消息会自动总结。',
}
