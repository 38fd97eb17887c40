import type { Language, Phrase } from '../../chat/language.ts'
import { formatPath } from '../path.ts'
import type { Expected, FindingFacts } from './finding.ts'
import { CREDENTIALS, HOOKS, SYNTAX, TYPES } from './phrases.ts'

/**
 * What was found in a configuration, as a sentence. `isHere`: it is read at the setting itself, or beside its line, so
 * the place is not said again.
 */
export function sayFinding(facts: FindingFacts, language: Language, isHere = false): string {
  const say = (phrase: Phrase): string => phrase[language]
  const place = isHere ? say(THIS) : formatPath(facts.path) + say(BLANK)
  const { kind, name = '', shown, detail, instead, at } = facts
  const when = at === undefined ? '' : formatMoment(at)
  switch (kind) {
    case 'unreadable':
      return sayUnreadable(facts, language, isHere) + (instead === 'default' ? say(NOTHING_HOLDS) : '')
    case 'wrong': {
      const wanted = [...new Set((facts.expected ?? []).map((one) => sayExpected(one, language)))]
      const value = shown ?? say(NOT_SHOWN)
      const what = say({
        en: `${place} is ${value}; expected ${wanted.join(' or ')}.`,
        zh: `${place}的值是 ${value}，应为：${wanted.join('或')}。`,
      })
      return what + (instead ? say(INSTEAD[instead]) : '')
    }
    case 'missing-variable':
      return say({
        en: `${place} asks for \${${name}}, but ${name} is not set.`,
        zh: `${place}需要环境变量 ${name}，但它没有设置。`,
      })
    case 'duplicate':
      return say({
        en: `${place} is written twice; the last one counts.`,
        zh: `${place}写了两次，以最后一次为准。`,
      })
    case 'unknown': {
      const what = say({
        en: `${place} is not a setting of this version; it is kept and has no effect.`,
        zh: `${place}不是此版本的设置，会保留，但不起作用。`,
      })
      return what + (name && say({ en: ` Did you mean ${name}?`, zh: `你是指 ${name} 吗？` }))
    }
    case 'gone':
      return sayGone(instead, when, language) + (isHere ? '' : say(BRING_BACK))
    case 'kept':
      return say({
        en: `The file is not in force until that is mended: the last good configuration${when && `, of ${when},`} stays in force.`,
        zh: `修正之前此文件不生效，仍以上一个正确的配置${when && `（${when}）`}为准。`,
      })
    case 'secrets-missing':
      return say({
        en: `Secrets are kept in the file only, so these are missing until it is mended: ${name}.`,
        zh: `密钥只保存在文件里，修正之前缺少以下密钥：${name}。`,
      })
    case 'hook':
      return `${formatPath(facts.path)} ${say(HOOKS[name] ?? NOT_USABLE)}${say(HOOK_OFF)}`
    case 'credentials': {
      const why = say(CREDENTIALS[name] ?? NOT_USABLE) + say(detailWords(detail))
      return say({
        en: `${shown} ${why}, so the bot tokens and model keys in it are not used. Mend it, or delete it and give them again: openclaw channels add <channel>, openclaw models key <provider>.`,
        zh: `${shown} ${why}，其中的机器人令牌和模型密钥不会被使用。请修正它，或删除后重新提供：openclaw channels add <channel>、openclaw models key <provider>。`,
      })
    }
  }
}

function sayUnreadable({ name = '', detail, position }: FindingFacts, language: Language, isHere: boolean) {
  if (name === 'Empty') return EMPTY[language]
  if (name === 'Denied') {
    const why = detailWords(detail)[language]
    return { en: `openclaw.json can't be read${why}.`, zh: `无法读取 openclaw.json${why}。` }[language]
  }
  const reason = saySyntax(name, language)
  if (isHere || !position) {
    return { en: `The text can’t be read: ${reason}.`, zh: `无法读取文本：${reason}。` }[language]
  }
  const { line, column } = position
  return {
    en: `openclaw.json, line ${line}, column ${column}: ${reason}.`,
    zh: `openclaw.json 第 ${line} 行第 ${column} 列：${reason}。`,
  }[language]
}

const detailWords = (detail = ''): Phrase => ({ en: detail && ` (${detail})`, zh: detail && `（${detail}）` })

function sayGone(instead: FindingFacts['instead'], when: string, language: Language): string {
  if (instead === 'before') {
    return {
      en: `openclaw.json is gone. What it said${when && ` (${when})`} stays in force until OpenClaw stops.`,
      zh: `openclaw.json 不见了。在 OpenClaw 停止之前，它原来的内容${when && `（${when}）`}仍然有效。`,
    }[language]
  }
  if (instead === 'default') {
    return {
      en: `openclaw.json is gone, so the defaults are in force instead of what it said${when && ` (${when})`}.`,
      zh: `openclaw.json 不见了，因此使用默认设置，而不是它原来的内容${when && `（${when}）`}。`,
    }[language]
  }
  return {
    en: `openclaw.json is gone, with what it said${when && ` (${when})`}.`,
    zh: `openclaw.json 连同它的内容${when && `（${when}）`}不见了。`,
  }[language]
}

/** What the parser's words mean to a person. */
export const saySyntax = (reason: string, language: Language): string =>
  (SYNTAX[reason] ?? NOT_PARSED)[language]

function sayExpected(expected: Expected, language: Language): string {
  switch (expected.is) {
    case 'one-of': {
      const values = expected.values.map((value) => JSON.stringify(value))
      return { en: `one of ${values.join(', ')}`, zh: `${values.join('、')} 之一` }[language]
    }
    case 'type':
      return TYPES[expected.type]?.[language] ?? expected.type
    case 'url':
      return {
        en: 'an address such as http://127.0.0.1:8080/v1',
        zh: '地址，例如 http://127.0.0.1:8080/v1',
      }[language]
    case 'filled':
      return { en: 'a text that is not empty', zh: '非空的文字' }[language]
    case 'items':
      return { en: `a list of at least ${expected.limit}`, zh: `至少 ${expected.limit} 项的列表` }[language]
    case 'at-least':
      return { en: `${expected.limit} or more`, zh: `不小于 ${expected.limit}` }[language]
    case 'at-most':
      return { en: `${expected.limit} or less`, zh: `不大于 ${expected.limit}` }[language]
    case 'characters':
      return {
        en: `a text of ${expected.limit} characters or less`,
        zh: `最多 ${expected.limit} 个字符的文字`,
      }[language]
    case 'words':
      return { en: expected.words, zh: '符合说明的格式' }[language]
  }
}

/** `2026-11-22 16:05`, in the time zone of whoever says it: both languages read it alike. */
function formatMoment(at: number): string {
  const time = new Date(at)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

const BRING_BACK: Phrase = {
  en: ' Bring it back under Settings, or with: openclaw config undo',
  zh: '请在“设置”中或用 openclaw config undo 恢复它。',
}
const THIS: Phrase = { en: 'This', zh: '此项' }
/** Chinese words follow each other without one, and names of another writing with one. */
const BLANK: Phrase = { en: '', zh: ' ' }
const NOT_SHOWN: Phrase = { en: 'a value that is not shown here', zh: '一个此处不显示的值' }
const NOT_PARSED: Phrase = { en: 'it does not parse', zh: '无法解析' }
const NOTHING_HOLDS: Phrase = { en: ' Nothing of the file is in force.', zh: '文件的内容均未生效。' }
const EMPTY: Phrase = {
  en: 'openclaw.json is empty. Write {} into it where the defaults are meant.',
  zh: 'openclaw.json 是空的。如果想用默认设置，请写入 {}。',
}
const INSTEAD: Record<NonNullable<FindingFacts['instead']>, Phrase> = {
  default: { en: ' The default is used instead.', zh: '改用默认值。' },
  before: { en: ' What it was before stays in force.', zh: '之前的值仍然有效。' },
  'left-out': { en: ' It is left out.', zh: '此项被略去。' },
}

const HOOK_OFF: Phrase = { en: ' Until then this webhook is off.', zh: '在此之前该 Webhook 保持关闭。' }
const NOT_USABLE: Phrase = { en: 'can’t be used', zh: '不能使用' }
