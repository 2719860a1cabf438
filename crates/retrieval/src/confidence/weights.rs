//! Written by `crates/testkit/examples/fit`: mean, deviation and weight of each feature.

#![allow(clippy::approx_constant, reason = "a weight may look like one")]

use super::{Model, Models};

pub(super) const ENGLISH_BY_WORDS: Models = Models {
    answer: Model {
        bias: -1.992,
        features: [
            (-1.628, 1.506, 1.450),  // share
            (0.512, 0.631, 0.660),   // ahead
            (-0.362, 0.589, -0.017), // behind
            (0.363, 0.267, -1.028),  // asked
            (0.416, 0.268, 1.535),   // known
            (0.387, 0.262, 0.201),   // pieces
            (0.074, 0.251, -0.174),  // wordings
            (0.245, 0.182, 0.228),   // nearest
            (0.243, 0.163, 0.030),   // nearest-other
            (0.260, 0.202, 0.141),   // neighbours
            (0.292, 0.263, 0.270),   // neighbours-fair
            (1.707, 0.417, 0.273),   // length
            (0.265, 0.570, 0.060),   // clauses
            (0.934, 0.248, 1.315),   // own-language
            (1.236, 0.599, -0.430),  // score
            (6.558, 0.753, 0.199),   // experience
            (-0.381, 0.361, 0.000),  // best-three
            (0.000, 0.396, 0.000),   // asks-alike
            (0.130, 0.177, 0.000),   // asked-and-near
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
            (0.000, 0.001, 0.000),   // known-and-near
            (0.000, 0.001, 0.000),   // vector-fall
            (0.000, 0.001, 0.000),   // vector-falls
        ],
    },
    among: Model {
        bias: 0.157,
        features: [
            (-0.837, 0.690, 0.550), // share
            (0.820, 0.620, 0.169),  // ahead
            (-0.010, 0.050, 0.330), // behind
            (0.425, 0.280, -0.493), // asked
            (0.483, 0.277, 1.082),  // known
            (0.447, 0.272, 0.182),  // pieces
            (0.076, 0.251, -0.160), // wordings
            (0.291, 0.198, 0.237),  // nearest
            (0.209, 0.128, 0.161),  // nearest-other
            (0.322, 0.208, -0.071), // neighbours
            (0.378, 0.273, 0.470),  // neighbours-fair
            (1.707, 0.417, 0.336),  // length
            (0.265, 0.570, 0.099),  // clauses
            (0.964, 0.187, 0.514),  // own-language
            (1.434, 0.575, -0.325), // score
            (6.558, 0.754, 0.354),  // experience
            (-0.381, 0.361, 0.000), // best-three
            (0.017, 0.395, 0.000),  // asks-alike
            (0.170, 0.204, 0.000),  // asked-and-near
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
            (0.000, 0.001, 0.000),  // known-and-near
            (0.000, 0.001, 0.000),  // vector-fall
            (0.000, 0.001, 0.000),  // vector-falls
        ],
    },
};

pub(super) const ENGLISH: Models = Models {
    answer: Model {
        bias: -1.842,
        features: [
            (-1.650, 1.930, 1.256), // share
            (0.618, 0.709, 0.644),  // ahead
            (-0.420, 0.675, 0.356), // behind
            (0.350, 0.266, -1.322), // asked
            (0.406, 0.268, 2.055),  // known
            (0.376, 0.259, 0.172),  // pieces
            (0.081, 0.266, -0.112), // wordings
            (0.239, 0.181, -1.425), // nearest
            (0.241, 0.159, 0.064),  // nearest-other
            (0.246, 0.192, -0.001), // neighbours
            (0.275, 0.253, 0.029),  // neighbours-fair
            (1.706, 0.418, 0.385),  // length
            (0.265, 0.570, -0.067), // clauses
            (0.970, 0.170, 1.719),  // own-language
            (2.011, 0.403, -0.408), // score
            (6.528, 0.741, 0.437),  // experience
            (-0.238, 0.280, 0.309), // best-three
            (0.015, 0.395, 0.273),  // asks-alike
            (0.124, 0.173, 1.775),  // asked-and-near
            (0.487, 0.179, 1.314),  // vector
            (0.519, 0.153, -0.179), // vector-other
            (0.153, 0.127, -0.029), // vector-answer
            (0.284, 0.269, 0.695),  // vector-neighbours
            (0.228, 0.212, -1.379), // known-and-near
            (0.158, 0.097, 0.130),  // vector-fall
            (0.077, 0.044, -0.330), // vector-falls
        ],
    },
    among: Model {
        bias: 0.660,
        features: [
            (-0.606, 0.591, -0.721), // share
            (0.988, 0.662, 0.659),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.411, 0.280, -0.868),  // asked
            (0.474, 0.277, 1.557),   // known
            (0.435, 0.270, 0.114),   // pieces
            (0.076, 0.271, 0.060),   // wordings
            (0.283, 0.198, -1.764),  // nearest
            (0.208, 0.123, 0.022),   // nearest-other
            (0.301, 0.199, -0.435),  // neighbours
            (0.350, 0.266, 0.522),   // neighbours-fair
            (1.706, 0.418, 0.464),   // length
            (0.265, 0.570, 0.081),   // clauses
            (0.985, 0.120, 0.748),   // own-language
            (2.139, 0.392, -0.719),  // score
            (6.527, 0.742, 0.559),   // experience
            (-0.238, 0.280, 1.357),  // best-three
            (0.029, 0.395, 0.314),   // asks-alike
            (0.162, 0.199, 2.474),   // asked-and-near
            (0.526, 0.184, 1.152),   // vector
            (0.498, 0.139, 0.137),   // vector-other
            (0.162, 0.131, -0.190),  // vector-answer
            (0.367, 0.276, 0.458),   // vector-neighbours
            (0.281, 0.231, -1.237),  // known-and-near
            (0.167, 0.100, 0.162),   // vector-fall
            (0.080, 0.044, -0.349),  // vector-falls
        ],
    },
};

pub(super) const JAPANESE_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.160,
        features: [
            (-1.663, 1.403, 0.838), // share
            (0.490, 0.618, 0.629),  // ahead
            (-0.362, 0.572, 0.621), // behind
            (0.371, 0.298, -0.802), // asked
            (0.483, 0.292, 1.523),  // known
            (0.157, 0.256, 0.545),  // pieces
            (0.129, 0.134, -0.024), // wordings
            (0.262, 0.199, 0.206),  // nearest
            (0.273, 0.172, -0.394), // nearest-other
            (0.260, 0.224, -0.654), // neighbours
            (0.287, 0.275, 0.542),  // neighbours-fair
            (2.206, 0.530, -0.031), // length
            (0.245, 0.518, 0.413),  // clauses
            (0.939, 0.240, 1.283),  // own-language
            (1.072, 0.630, -0.131), // score
            (6.497, 0.729, 0.468),  // experience
            (-0.439, 0.387, 0.000), // best-three
            (-0.047, 0.439, 0.000), // asks-alike
            (0.146, 0.191, 0.000),  // asked-and-near
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
            (0.000, 0.001, 0.000),  // known-and-near
            (0.000, 0.001, 0.000),  // vector-fall
            (0.000, 0.001, 0.000),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.028,
        features: [
            (-0.916, 0.716, 0.395),  // share
            (0.783, 0.618, 0.272),   // ahead
            (-0.023, 0.094, -0.005), // behind
            (0.444, 0.314, -0.614),  // asked
            (0.560, 0.297, 1.196),   // known
            (0.193, 0.279, 0.434),   // pieces
            (0.132, 0.136, 0.062),   // wordings
            (0.314, 0.214, 0.172),   // nearest
            (0.236, 0.137, -0.214),  // nearest-other
            (0.329, 0.236, -0.669),  // neighbours
            (0.374, 0.289, 0.500),   // neighbours-fair
            (2.206, 0.530, -0.157),  // length
            (0.245, 0.518, 0.546),   // clauses
            (0.959, 0.198, 0.278),   // own-language
            (1.281, 0.616, 0.072),   // score
            (6.497, 0.729, 0.509),   // experience
            (-0.439, 0.387, 0.000),  // best-three
            (-0.021, 0.441, 0.000),  // asks-alike
            (0.194, 0.218, 0.000),   // asked-and-near
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
            (0.000, 0.001, 0.000),   // known-and-near
            (0.000, 0.001, 0.000),   // vector-fall
            (0.000, 0.001, 0.000),   // vector-falls
        ],
    },
};

pub(super) const JAPANESE: Models = Models {
    answer: Model {
        bias: -2.149,
        features: [
            (-1.691, 1.973, 1.170), // share
            (0.629, 0.720, 0.548),  // ahead
            (-0.426, 0.684, 0.566), // behind
            (0.361, 0.302, -1.336), // asked
            (0.469, 0.301, 1.138),  // known
            (0.156, 0.259, 0.466),  // pieces
            (0.129, 0.135, -0.086), // wordings
            (0.260, 0.202, -1.230), // nearest
            (0.273, 0.172, -0.095), // nearest-other
            (0.257, 0.229, -0.827), // neighbours
            (0.283, 0.279, 0.639),  // neighbours-fair
            (2.206, 0.530, -0.068), // length
            (0.245, 0.518, 0.514),  // clauses
            (0.962, 0.190, 1.989),  // own-language
            (1.986, 0.412, -0.058), // score
            (6.497, 0.729, 0.480),  // experience
            (-0.251, 0.286, 0.456), // best-three
            (-0.027, 0.441, 0.282), // asks-alike
            (0.144, 0.193, 1.522),  // asked-and-near
            (0.498, 0.160, 0.703),  // vector
            (0.523, 0.136, -0.267), // vector-other
            (0.304, 0.131, -0.159), // vector-answer
            (0.311, 0.276, 0.254),  // vector-neighbours
            (0.259, 0.220, 0.211),  // known-and-near
            (0.164, 0.124, -0.186), // vector-fall
            (0.086, 0.066, -0.074), // vector-falls
        ],
    },
    among: Model {
        bias: 0.296,
        features: [
            (-0.615, 0.593, 0.311), // share
            (1.006, 0.671, 0.072),  // ahead
            (-0.000, 0.001, 0.000), // behind
            (0.437, 0.318, -1.212), // asked
            (0.550, 0.305, 0.954),  // known
            (0.191, 0.284, 0.453),  // pieces
            (0.131, 0.138, 0.063),  // wordings
            (0.313, 0.217, -1.018), // nearest
            (0.235, 0.134, -0.233), // nearest-other
            (0.326, 0.243, -0.810), // neighbours
            (0.371, 0.295, 0.652),  // neighbours-fair
            (2.206, 0.530, -0.183), // length
            (0.245, 0.518, 0.726),  // clauses
            (0.977, 0.149, 0.506),  // own-language
            (2.121, 0.401, 0.168),  // score
            (6.497, 0.729, 0.530),  // experience
            (-0.251, 0.286, 0.328), // best-three
            (-0.001, 0.442, 0.241), // asks-alike
            (0.193, 0.220, 1.737),  // asked-and-near
            (0.541, 0.162, 0.406),  // vector
            (0.499, 0.121, 0.024),  // vector-other
            (0.327, 0.133, -0.157), // vector-answer
            (0.410, 0.275, 0.217),  // vector-neighbours
            (0.324, 0.237, 0.134),  // known-and-near
            (0.179, 0.130, -0.215), // vector-fall
            (0.092, 0.069, 0.087),  // vector-falls
        ],
    },
};
