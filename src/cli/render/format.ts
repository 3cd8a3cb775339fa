import type { Dollars, Energy, EnergySource } from '../../budget/types';

const JOULES_PER_KILOJOULE = 1000;

export function formatSeconds(seconds: number): string {
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Says how the figure was obtained; an unknown one is never shown as 0. */
export function formatEnergy(energy: Energy): string {
  return energy.joules === null ? 'energy unknown' : `${formatJoules(energy.joules)} ${energy.source}`;
}

export function formatJoules(joules: number): string {
  return joules < JOULES_PER_KILOJOULE ? `${Math.round(joules)} J` : `${(joules / JOULES_PER_KILOJOULE).toFixed(1)} kJ`;
}

export function formatEnergyRange(p50: number | null, p90: number | null, source: EnergySource): string {
  return p50 === null || p90 === null ? 'energy unknown' : `${formatJoules(p50)} (${formatJoules(p90)}) ${source}`;
}

export function formatDollars(dollars: Dollars): string {
  if (dollars === null) {
    return 'price unknown';
  }
  return dollars === 0 ? 'no charge' : `$${dollars.toFixed(4)}`;
}

export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
