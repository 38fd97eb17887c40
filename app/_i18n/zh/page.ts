export const page = {
  notFoundTitle: '这里没有页面',
  notFound: '地址可能输错了。',
  errorTitle: '页面出错了',
  error: '你的会话由网关保存，安全无恙。请重试，或刷新页面。',
  retry: '重试',
  home: '回到聊天',
}
