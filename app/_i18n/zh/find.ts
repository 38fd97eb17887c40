export const find = {
  label: '在此会话中查找',
  older: '较早一条',
  newer: '较新一条',
  close: '关闭查找',
  searching: '查找中…',
  place: '第 {place} 条，共 {count} 条',
  failed: '查找失败',
}
