import type { Intent } from './intent.ts'
import { unquote } from './words.ts'

const REMIND = [
  /^remind\s+me\s+in\s+(?<count>\d{1,5})\s*(?<unit>minute|hour|day)s?\s+(?:to|that|about|of)\s+(?<what>.+)$/is,
  /^in\s+(?<count>\d{1,5})\s*(?<unit>minute|hour|day)s?,?\s+remind\s+me\s+(?:to|that|about|of)\s+(?<what>.+)$/is,
  /^(?<count>\d{1,5})\s*个?(?<unit>分钟|小时|天)(?:之?后|以后)提醒我[：:，,\s]*(?<what>.+)$/s,
  /^提醒我\s*(?<count>\d{1,5})\s*个?(?<unit>分钟|小时|天)(?:之?后|以后)[：:，,\s]*(?<what>.+)$/s,
]
/** What such a reminder says when its time has come: this model has to know it again. */
const REMINDER = /^(?:Reminder: |提醒：)/
const REMINDERS =
  /^(?:(?:list|show(?:\s+me)?)\s+)?(?:my|the|all)?\s*(?:reminders|scheduled\s+jobs|jobs)$|^what\s+is\s+scheduled$|^(?:列出|显示|查看|看看)?\s*(?:我的|所有|全部)?\s*(?:提醒|定时任务)(?:列表)?$|^(?:我)?有(?:哪些|什么)(?:提醒|定时任务)$/i

const MINUTES: Readonly<Record<string, number>> = {
  minute: 1,
  hour: 60,
  day: 24 * 60,
  分钟: 1,
  小时: 60,
  天: 24 * 60,
}
const LONGEST_MINUTES = 366 * 24 * 60

/** The words of a reminder that has come due, without what marks them; undefined for anything else. */
export const readReminder = (text: string): string | undefined =>
  REMINDER.test(text) ? text.replace(REMINDER, '').trim() : undefined

/** What the gateway says later by itself. */
export const JOB_INTENTS: readonly Intent[] = [
  {
    name: 'remind',
    does: { en: 'remind you later', zh: '稍后提醒' },
    examples: {
      en: ['remind me in 10 minutes to drink water', 'in 2 hours remind me to call Anna'],
      zh: ['10分钟后提醒我喝水', '提醒我2小时后给安娜打电话'],
    },
    match(utterance, verbatim) {
      if (readReminder(verbatim) !== undefined) return 'answer'
      const found = REMIND.map((pattern) => pattern.exec(utterance)).find((match) => match !== null)
      const { count = '', unit = '', what = '' } = found?.groups ?? {}
      const inMinutes = Number(count) * (MINUTES[unit.toLowerCase()] ?? 0)
      if (inMinutes < 1 || inMinutes > LONGEST_MINUTES) return undefined
      const about = unquote(what)
      const text = `${/\p{Script=Han}/u.test(unit) ? '提醒：' : 'Reminder: '}${about}`
      return [{ tool: 'schedule', input: { inMinutes, text }, subject: about }]
    },
  },
  {
    name: 'reminders',
    does: { en: 'list what is scheduled', zh: '查看提醒' },
    examples: { en: ['list my reminders', 'what is scheduled?'], zh: ['列出我的提醒', '我有哪些提醒？'] },
    match: (utterance) =>
      REMINDERS.test(utterance) ? [{ tool: 'jobs', input: {}, subject: '' }] : undefined,
  },
]
