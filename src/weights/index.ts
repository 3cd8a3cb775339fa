export { CATALOGUE, catalogueEntry } from './catalogue';
export { createWeightsStore, type WeightsStoreOptions } from './store';
export type { CatalogueEntry, FetchOptions, FetchProgress, ModelListing, WeightsFile, WeightsStore, WeightSource } from './types';
