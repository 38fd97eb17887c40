export const burst = {
  exec: '{count} 条命令',
  read: '读取 {count} 个文件',
  search: '{count} 次搜索',
  change: '{count} 处修改',
  other: '其他调用 {count} 次',
  failed: '{count} 次失败',
}
