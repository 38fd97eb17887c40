import { en } from '../../_i18n/en.ts'

/** Rules that have words in both languages; another one brings its own sentence. */
export const isKnownRule = (rule: string): rule is keyof typeof en.rule => Object.hasOwn(en.rule, rule)
