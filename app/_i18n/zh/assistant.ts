export const assistant = {
  assistant: {
    main: '主助手',
    with: '与 {name} 的会话',
    choose: '与谁交谈',
    newChat: '与 {name} 开始新会话',
    filter: '助手',
    all: '所有助手',
    gone: '助手“{name}”已移除。这里现在由主模型回答，不再使用它的指令。',
  },
}
