import type { Intent, PlannedCall } from './intent.ts'
import { findPaths, toArguments, unquote } from './words.ts'

const FOLDER_EN =
  /^(?:list|ls|show(?: me)?|what(?:'s| is| are)(?: in)?)\b(?=.*\b(?:files?|folders?|director(?:y|ies)|workspace)\b)/i
const FOLDER_ZH =
  /(?:列出|列一下|显示|看看|查看|有哪些|有什么).*(?:文件|目录|文件夹|工作区)|(?:文件夹|目录|工作区)[里中]?.*(?:有哪些|有什么)/
const READ_EN =
  /^(?:read|open|cat|print|show(?: me)?|display|view|look at|summari[sz]e|what(?:'s| is| does)(?: in| inside)?)\b/i
const READ_ZH = /(?:读取|读一下|读|打开|查看|看看|看一下|显示|总结)|[里中](?:面)?(?:有|是|写了|写着)什么/
const WRITE_EN = [
  /^(?:write|save|put)\s+(?<content>.+)\s+(?:to|into|in)\s+(?:the\s+|a\s+)?(?:new\s+)?(?:file\s+)?(?<path>\S+)$/is,
  /^(?:create|write|make)\s+(?:a\s+|the\s+)?(?:new\s+)?(?:text\s+)?(?:file\s+)?(?:called\s+|named\s+)?(?<path>\S+)\s+(?:with|containing|saying|that says)(?:\s+the)?(?:\s+(?:text|content))?\s*:?\s*(?<content>.+)$/is,
]
const WRITE_ZH = [
  /^(?:把|将)\s*(?<content>.+?)\s*(?:写入|写到|写进|保存到|存到|存入)\s*(?:文件)?\s*(?<path>[^\s，,]+?)\s*(?:文件)?(?:里|中|里面)?$/s,
  /^(?:创建|新建|写)\s*(?:一个|个)?\s*(?:文件)?\s*(?<path>[^\s，,]+?)\s*(?:文件)?\s*[，,]?\s*(?:内容(?:是|为)?|写上|写着)\s*[:：]?\s*(?<content>.+)$/s,
]
const EDIT = [
  /^(?:replace|change)\s+(?<old>.+?)\s+(?:by|with|to|into)\s+(?<fresh>.+)\s+in\s+(?:the\s+)?(?:file\s+)?(?<path>\S+)$/is,
  /^in\s+(?:the\s+)?(?:file\s+)?(?<path>\S+?),?\s+(?:replace|change)\s+(?<old>.+?)\s+(?:by|with|to|into)\s+(?<fresh>.+)$/is,
  /^(?:把|将)\s*(?<path>[^\s，,]+?)\s*(?:文件)?(?:里面|里|中)的?\s*(?<old>.+?)\s*(?:替换成|替换为|改成|改为|换成)\s*(?<fresh>.+)$/s,
  /^在?\s*(?<path>[^\s，,]+?)\s*(?:文件)?(?:里面|里|中)\s*[，,]?\s*(?:把|将)\s*(?<old>.+?)\s*(?:替换成|替换为|改成|改为|换成)\s*(?<fresh>.+)$/s,
]
const RUN = [
  /^(?:run|execute)(?=[\s:])\s*:?\s*(?:the\s+command\s+)?(?:command\s*)?:?\s*(?<command>.+)$/is,
  /^(?:运行|执行)\s*(?:一下)?\s*(?:命令)?\s*[:：]?\s*(?<command>.+)$/s,
  /^\$\s+(?<command>.+)$/s,
]

/** The named groups of the first pattern that fits. */
function firstMatch(patterns: readonly RegExp[], text: string): Record<string, string> | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups
    if (groups) return groups
  }
  return undefined
}

const call = (tool: PlannedCall['tool'], input: PlannedCall['input'], subject: string): PlannedCall[] => [
  { tool, input, subject },
]

function isPath(word: string): boolean {
  return /^[^\s:*?"<>|]+$/.test(word) && !word.includes('://')
}

/** What works on the machine. Order matters: a command may hold the words of all the others. */
export const FILE_INTENTS: readonly Intent[] = [
  {
    name: 'run',
    does: { en: 'run a command', zh: '运行命令' },
    examples: {
      en: ['run git status', 'execute: npm test'],
      zh: ['运行 git status', '执行命令：npm test'],
    },
    match(_utterance, verbatim) {
      const command = firstMatch(RUN, verbatim)?.command
      if (!command) return undefined
      const line = /^`[^`]*`$/.test(command) ? unquote(command) : command.trim()
      return call('exec', { argv: toArguments(line) }, line)
    },
  },
  {
    name: 'edit',
    does: { en: 'replace text in a file', zh: '替换文件里的文字' },
    examples: {
      en: ['replace "blue" by "green" in theme.txt', 'in config.json change "debug" to "info"'],
      zh: ['把 theme.txt 里的“蓝色”改成“绿色”', '在config.json里，把 debug 替换成 info'],
    },
    match(_utterance, verbatim) {
      const { path, old, fresh } = firstMatch(EDIT, verbatim) ?? {}
      if (!path || !old || fresh === undefined || !isPath(unquote(path))) return undefined
      const input = { path: unquote(path), oldText: unquote(old), newText: unquote(fresh) }
      return input.oldText === '' ? undefined : call('edit', input, input.path)
    },
  },
  {
    name: 'write',
    does: { en: 'write a file', zh: '写文件' },
    examples: {
      en: ['write "buy milk" to todo.txt', 'create notes/idea.md with the text: a house on wheels'],
      zh: ['把“买牛奶”写入 todo.txt', '新建文件 notes/idea.md，内容是：带轮子的房子'],
    },
    match(_utterance, verbatim) {
      const { path, content } = firstMatch([...WRITE_EN, ...WRITE_ZH], verbatim) ?? {}
      if (!path || content === undefined || !isPath(unquote(path)) || !/[./]/.test(path)) return undefined
      return call('write', { path: unquote(path), content: `${unquote(content)}\n` }, unquote(path))
    },
  },
  {
    name: 'list',
    does: { en: 'list a folder', zh: '列出文件夹' },
    examples: {
      en: ['list the files in my workspace', 'show me the folder notes/'],
      zh: ['列出工作区的文件', 'notes/ 文件夹里有什么'],
    },
    match(utterance) {
      const path = findPaths(utterance)[0] ?? '.'
      const asksForFile = /\.\w+$/.test(path)
      if (asksForFile || !(FOLDER_EN.test(utterance) || FOLDER_ZH.test(utterance))) return undefined
      return call('list', { path: path.length > 1 ? path.replace(/\/$/, '') : path }, path)
    },
  },
  {
    name: 'read',
    does: { en: 'read a file and say what is in it', zh: '读文件并说明内容' },
    examples: {
      en: ['read config.json in my workspace and tell me what is configured', 'what is in notes/today.md?'],
      zh: ['读取config.json文件，然后告诉我里面有什么配置', 'notes/today.md 里面写了什么？'],
    },
    match(utterance) {
      const paths = findPaths(utterance).slice(0, 5)
      const asks = READ_EN.test(utterance) || READ_ZH.test(utterance)
      const named = paths.length > 0 ? paths : fileAfterVerb(utterance)
      if (!asks || named.length === 0) return undefined
      return named.map((path) => ({ tool: 'read', input: { path }, subject: path }))
    },
  },
]

/** `read README`, `读取 Makefile`: a name without dot or slash counts right behind the verb. */
function fileAfterVerb(utterance: string): string[] {
  const name =
    /^(?:(?:read|open|cat)\s+(?:the\s+)?(?:file\s+)?|(?:读取|打开)\s*(?:文件)?\s*)([\w-]+)(?:\s+file|\s*文件)?$/i.exec(
      utterance,
    )
  return name?.[1] ? [name[1]] : []
}
