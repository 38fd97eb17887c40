import type { Phrase } from '../../chat/language.ts'

/** What the schema's names of types mean to a person. */
export const TYPES: Record<string, Phrase> = {
  string: { en: 'a text', zh: '文字' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list, [ … ]', zh: '列表 [ … ]' },
  object: { en: 'an object, { … }', zh: '对象 { … }' },
  record: { en: 'an object, { … }', zh: '对象 { … }' },
}

/** What the parser's words mean to a person. */
export const SYNTAX: Record<string, Phrase> = {
  InvalidSymbol: { en: 'an unknown word (texts need double quotes)', zh: '未知的词（文字需要双引号）' },
  InvalidNumberFormat: { en: 'a number that is not well formed', zh: '数字格式不正确' },
  PropertyNameExpected: {
    en: 'the name of a setting was expected, in double quotes',
    zh: '此处应为双引号内的设置名称',
  },
  ValueExpected: { en: 'a value was expected', zh: '此处应有一个值' },
  ColonExpected: { en: 'a colon was expected', zh: '此处应有冒号' },
  CommaExpected: { en: 'a comma is missing before this', zh: '此前缺少逗号' },
  CloseBraceExpected: { en: 'a closing } is missing', zh: '缺少右花括号 }' },
  CloseBracketExpected: { en: 'a closing ] is missing', zh: '缺少右方括号 ]' },
  EndOfFileExpected: { en: 'nothing more was expected here', zh: '此处不应再有内容' },
  InvalidCommentToken: { en: 'a comment that is not well formed', zh: '注释格式不正确' },
  UnexpectedEndOfComment: { en: 'a comment that does not end', zh: '注释没有结束' },
  UnexpectedEndOfString: { en: 'a text that does not end', zh: '文字没有结束' },
  UnexpectedEndOfNumber: { en: 'a number that does not end', zh: '数字没有结束' },
  InvalidUnicode: { en: 'a \\u escape that is not well formed', zh: '\\u 转义格式不正确' },
  InvalidEscapeCharacter: { en: 'an escape that is not well formed', zh: '转义格式不正确' },
  InvalidCharacter: { en: 'a character that is not allowed here', zh: '此处不允许这个字符' },
  ObjectExpected: { en: 'the file must be one object, { … }', zh: '文件必须是一个对象 { … }' },
  MisplacedMark: {
    en: 'this mark stands for no secret that is here; write the value itself, best as ${NAME}',
    zh: '此标记在这里不代表任何密钥；请写入值本身，最好写成 ${NAME}',
  },
}

/** Why a webhook is off. */
export const HOOKS: Record<string, Phrase> = {
  name: {
    en: 'needs another name: letters, digits, "-" and "_", at most 64, and not "channel".',
    zh: '需要换一个名称：字母、数字、“-”和“_”，最多 64 个字符，且不能是 “channel”。',
  },
  none: {
    en: 'has no secret. Set one, best as ${NAME} from the environment.',
    zh: '没有密钥。请设置一个，最好写成环境变量 ${NAME}。',
  },
  weak: {
    en: 'has a secret that can be guessed. Use 24 random characters or more, for example from: openssl rand -base64 32',
    zh: '的密钥容易被猜到。请使用 24 个以上的随机字符，例如：openssl rand -base64 32。',
  },
  shared: {
    en: 'has a secret that is also used elsewhere. Give it one of its own.',
    zh: '的密钥还用在别处。请给它一个单独的密钥。',
  },
}

/** Why state/credentials.json is not used. */
export const CREDENTIALS: Record<string, Phrase> = {
  'no-file': { en: 'is not a plain file', zh: '不是普通文件' },
  'no-json': { en: 'is not JSON', zh: '不是 JSON' },
  wrong: { en: 'is not as it should be', zh: '内容不符合要求' },
  unreadable: { en: "can't be read", zh: '无法读取' },
}
