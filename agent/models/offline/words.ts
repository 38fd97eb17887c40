const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '「': '」',
  '《': '》',
}

/** Takes the quotes off a piece of text that is wholly inside one pair. */
export function unquote(text: string): string {
  const trimmed = text.trim()
  const closing = QUOTES[trimmed.charAt(0)]
  if (closing === undefined || trimmed.length < 2 || trimmed.at(-1) !== closing) return trimmed
  const inside = trimmed.slice(1, -1)
  return inside.includes(closing) ? trimmed : inside
}

const QUOTED_PATH =
  /`([^`\n]{1,300})`|"([^"\n]{1,300})"|“([^”\n]{1,300})”|「([^」\n]{1,300})」|《([^》\n]{1,300})》/g
const BARE_PATH = /(?<![\w/.:@-])(?:\.{0,2}\/)?[\w@+~-]*(?:[./][\w@+~-]+)+\/?/g

/** The files that a sentence names: what is quoted, and bare words with a dot or a slash in them. */
export function findPaths(text: string): string[] {
  const quoted = [...text.matchAll(QUOTED_PATH)].flatMap((match) => match.slice(1).filter((group) => group))
  if (quoted.length > 0) return unique(quoted)
  const bare = [...text.matchAll(BARE_PATH)].map((match) => withChinese(text, match))
  return unique(bare.filter((word) => !/^[\d.]+$/.test(word) && !word.startsWith('/')))
}

const IN_NAME = /[\p{Script=Han}\w@+~/-]/u
const CHINESE = /\p{Script=Han}/u
/** No name of a file has more letters on most disks. */
const NAME_LIMIT = 255
/** What stands right before a name, in a language that has no blanks between words. */
const NO_NAME =
  /^(?:用本地模型|工作区|文件夹|目录|文件|里面|里|中|的|下|和|与|及|把|将|在|读取|读|打开|查看|看看|看|显示|总结|分析|翻译|一下|给我|帮我)/

/**
 * A bare path with the Chinese letters of its name, which come right before what was found: all of them where nothing
 * else would be left of the name, or where a blank is before them.
 */
function withChinese(text: string, { 0: found, index }: RegExpExecArray): string {
  if (!CHINESE.test(text.charAt(index - 1))) return found
  let start = index
  while (index - start < NAME_LIMIT && IN_NAME.test(text.charAt(start - 1))) start -= 1
  if (!found.startsWith('.') && !/[\s:：]/.test(text.charAt(start - 1))) return found
  let name = text.slice(start, index)
  for (let word = NO_NAME.exec(name); word; word = NO_NAME.exec(name)) {
    const rest = name.slice(word[0].length)
    if (rest === '' && found.startsWith('.')) break
    name = rest
  }
  return name + found
}

const SHELL_SYNTAX = /[|&;<>$`*?(){}~\\#!\n]/
const SYNTAX_IN_DOUBLE_QUOTES = /[$`\\!]/

/** A command line as a list of arguments; where it needs a shell, as a call of bash that has it whole. */
export function toArguments(command: string): string[] {
  const line = command.trim()
  const shell = ['bash', '-c', line]
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (const character of line) {
    if (quote === '' && SHELL_SYNTAX.test(character)) return shell
    if (quote === '"' && SYNTAX_IN_DOUBLE_QUOTES.test(character)) return shell
    if (character === quote) {
      quote = ''
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character
      word ??= ''
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== '') return shell
  return word === undefined ? words : [...words, word]
}

function unique(words: string[]): string[] {
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]
}
