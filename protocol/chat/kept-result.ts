/** The folder of the workspace with the whole of results that were cut. */
export const RESULTS_FOLDER = '.openclaw/results'

/** Where a cut result says that the whole of it is; the first group is the path. */
export const KEPT_RESULT = / in (\.openclaw\/results\/\d{4}-\d\d-\d\d-[0-9a-f]{12}\.txt)/g
