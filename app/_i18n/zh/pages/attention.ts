export const attention = {
  attention: {
    failed: '失败的回答',
    failedIn: '在“{title}”中',
    sends: '可能未送达的消息',
    again: '重新回答',
    open: '打开',
    dismiss: '忽略',
  },
}
