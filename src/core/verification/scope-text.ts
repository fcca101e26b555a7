import type { VerifyRequest } from './request.ts';

/** `only shop.*; without shop.tmp; share 1 of 3`: what of both sides a verification is about; empty where that is all. */
export function scopeText({ namespaces, skip, share }: Pick<VerifyRequest, 'namespaces' | 'skip' | 'share'>): string {
  return [
    ...(namespaces.length > 0 ? [`only ${namespaces.join(', ')}`] : []),
    ...(skip.length > 0 ? [`without ${skip.join(', ')}`] : []),
    ...(share === undefined ? [] : [`share ${share.number} of ${share.of}`]),
  ].join('; ');
}
