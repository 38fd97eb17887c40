import type { Intent } from './intent.ts'

const GREETING =
  /^(?:hi|hello|hey|hello there|hi there|good (?:morning|afternoon|evening)|你好啊?|您好|嗨|早上好|下午好|晚上好|哈喽)$/i
const THANKS =
  /^(?:(?:ok(?:ay)?|great|perfect)[,!]?\s+)?(?:thanks|thank you|thx|cheers)(?:\s+(?:a lot|so much|very much|again))?$|^(?:非常|太|多)?(?:谢谢|感谢|多谢)(?:你|您|了|啦)?$/i
const WHO =
  /^(?:who are you|what are you|what(?:'s| is) your name|(?:which|what)(?: language)? model are you|are you (?:chatgpt|claude|an? ai))$|^你是(?:谁|什么|什么模型|哪个模型)$|^你叫什么(?:名字)?$/i
const TIME =
  /^(?:what(?:'s| is) the (?:time|date)|what time is it|what(?:'s| is) (?:today's date|the date today)|what day is (?:it|today))(?: now| today)?$|^(?:现在)?(?:是)?(?:几点|什么时间)(?:了|钟)?$|^今天(?:是)?(?:几号|几月几号|星期几|周几|什么日子|日期)$/i
const CONNECT =
  /^(?:how (?:do|can) (?:i|we) |how to )?(?:connect|add|set up|configure|use) (?:a |an |the |my )?(?:real |language |other |another |api )*(?:model|llm|key|ollama|provider)s?$|^(?:怎么|怎样|如何)(?:连接|接入|配置|设置|添加|使用)(?:真正的|一个|大|语言)*(?:模型|密钥|api\s*key|ollama)$/i
const HELP =
  /^(?:help(?: me)?|what can you do(?: for me)?|what do you understand|commands|\?)$|^(?:帮助|你能做什么|你会(?:做)?什么|你能干什么|有什么功能|怎么用)$/i

/** What is answered from fixed text. */
export const CONVERSATION_INTENTS: readonly Intent[] = [
  {
    name: 'greeting',
    does: { en: 'say hello', zh: '打招呼' },
    examples: { en: ['hello', 'good morning!'], zh: ['你好', '早上好！'] },
    match: (utterance) => (GREETING.test(utterance) ? 'answer' : undefined),
  },
  {
    name: 'thanks',
    does: { en: 'take thanks', zh: '回应感谢' },
    examples: { en: ['thanks', 'thank you very much!'], zh: ['谢谢', '非常感谢！'] },
    match: (utterance) => (THANKS.test(utterance) ? 'answer' : undefined),
  },
  {
    name: 'who',
    does: { en: 'say who I am', zh: '说明我是谁' },
    examples: { en: ['who are you?', 'which model are you?'], zh: ['你是谁？', '你是什么模型？'] },
    match: (utterance) => (WHO.test(utterance) ? 'answer' : undefined),
  },
  {
    name: 'time',
    does: { en: 'tell the time and date', zh: '报时间和日期' },
    examples: { en: ['what time is it?', "what's the date today?"], zh: ['现在几点了？', '今天星期几？'] },
    match: (utterance) => (TIME.test(utterance) ? 'answer' : undefined),
  },
  {
    name: 'connect',
    does: { en: 'explain how to connect a language model', zh: '说明如何连接语言模型' },
    examples: {
      en: ['how do I connect a model?', 'how to add an API key?'],
      zh: ['怎么连接模型？', '如何配置大模型？'],
    },
    match: (utterance) => (CONNECT.test(utterance) ? 'answer' : undefined),
  },
  {
    name: 'help',
    does: { en: 'list what I understand', zh: '列出我能听懂的话' },
    examples: { en: ['help', 'what can you do?'], zh: ['帮助', '你能做什么？'] },
    match: (utterance) => (HELP.test(utterance) ? 'answer' : undefined),
  },
]
