/** 一个会话交给另一个会话的任务。 */
export const task = {
  queued: '等待开始',
  running: '正在处理',
  waiting: '等待你的答复',
  completed: '已完成',
  stopped: '已停止',
  failed: '失败',
  interrupted: '已中断',
  gone: '该会话已被删除。',
  givenBy: '来自“{title}”的任务',
  givenByDeleted: '来自一个已删除会话的任务',
}
