// The types of bundle.mjs.
export function bundle(entry: string, options?: { external?: string[]; minify?: boolean }): Promise<string>;
