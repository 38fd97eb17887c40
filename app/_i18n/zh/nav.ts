export const nav = {
  nav: {
    label: '页面',
    more: '更多',
    waiting: '{count, number} 项等待你处理',
    assistant: '助手',
    system: '系统',
  },
  pageName: {
    chat: '聊天',
    inbox: '收件箱',
    sessions: '会话',
    channels: '渠道',
    models: '模型',
    sandbox: '沙箱',
    usage: '用量',
    access: '访问权限',
    logs: '日志',
    audit: '审计',
    settings: '设置',
  },
}
