/** A text as it stands in a regular expression that is to find it: names may contain `$`, and members have dots. */
export const asPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
