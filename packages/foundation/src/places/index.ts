export {
  findPlace,
  foldPlaces,
  isSameVolume,
  isShare,
  ownFolders,
  vanished,
  type DestinationPlace,
  type PlaceProbe,
} from "./destination-place.js";
