/** What a setting is called, and, where the schema's own sentence is not in this language, what it means. */
export interface SettingWords {
  readonly name: string
  readonly about?: string
  /** Words for values that can be chosen; the value itself is shown beside them. */
  readonly options?: Readonly<Record<string, string>>
}

/** By the path of the setting, `/` between its steps and `*` for a name that the owner chooses. */
export type SettingTable = Readonly<Record<string, SettingWords>>
