/** Stands in for @formatjs/icu-skeleton-parser (see next.config.mjs): our texts name no number or date patterns. */
function refuse(): never {
  throw new Error(
    'A text of the catalogues asks for a number or date pattern (“::”): format it in code instead.',
  )
}

export const parseDateTimeSkeleton = refuse
export const parseNumberSkeleton = refuse
export const parseNumberSkeletonFromString = refuse
