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
    grown: None,
};

pub(super) const ENGLISH: Models = Models {
    answer: Model {
        bias: -1.929,
        features: [
            (-2.289, 3.491, 1.635),  // share
            (0.917, 0.957, 1.007),   // ahead
            (-0.618, 0.934, -0.661), // behind
            (0.315, 0.273, -1.368),  // asked
            (0.374, 0.278, 2.178),   // known
            (0.345, 0.265, 0.225),   // pieces
            (0.092, 0.297, -0.137),  // wordings
            (0.218, 0.186, -1.246),  // nearest
            (0.242, 0.155, -0.206),  // nearest-other
            (0.219, 0.196, -0.212),  // neighbours
            (0.249, 0.261, 0.194),   // neighbours-fair
            (1.706, 0.418, 0.230),   // length
            (0.265, 0.570, 0.039),   // clauses
            (0.932, 0.251, 1.996),   // own-language
            (2.401, 0.479, 0.894),   // score
            (6.500, 0.727, 0.300),   // experience
            (-0.064, 0.160, -0.520), // best-three
            (0.007, 0.396, 0.285),   // asks-alike
            (0.113, 0.169, 1.558),   // asked-and-near
            (0.497, 0.172, 0.332),   // vector
            (0.515, 0.151, 0.320),   // vector-other
            (0.157, 0.129, -0.189),  // vector-answer
            (0.306, 0.259, 0.548),   // vector-neighbours
            (0.216, 0.210, -1.321),  // known-and-near
            (0.153, 0.100, 0.447),   // vector-fall
            (0.074, 0.045, -0.498),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.821,
        features: [
            (-0.264, 0.401, -0.458), // share
            (1.467, 0.811, 0.542),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.379, 0.288, -0.910),  // asked
            (0.442, 0.290, 1.831),   // known
            (0.406, 0.277, 0.266),   // pieces
            (0.073, 0.309, -0.045),  // wordings
            (0.263, 0.203, -1.928),  // nearest
            (0.212, 0.121, -0.030),  // nearest-other
            (0.275, 0.204, -0.678),  // neighbours
            (0.325, 0.276, 0.638),   // neighbours-fair
            (1.706, 0.418, 0.484),   // length
            (0.265, 0.570, -0.068),  // clauses
            (0.958, 0.200, 0.578),   // own-language
            (2.586, 0.447, 1.268),   // score
            (6.500, 0.728, 0.391),   // experience
            (-0.064, 0.160, -0.240), // best-three
            (0.015, 0.395, 0.393),   // asks-alike
            (0.150, 0.195, 2.503),   // asked-and-near
            (0.533, 0.176, 0.457),   // vector
            (0.492, 0.137, 0.246),   // vector-other
            (0.164, 0.131, -0.294),  // vector-answer
            (0.387, 0.264, 0.476),   // vector-neighbours
            (0.268, 0.230, -1.578),  // known-and-near
            (0.162, 0.102, 0.266),   // vector-fall
            (0.076, 0.045, -0.323),  // vector-falls
        ],
    },
    grown: Some(Model {
        bias: -0.263,
        features: [
            (-2.781, 4.155, 1.215), // share
            (1.125, 1.062, 1.193),  // ahead
            (-0.744, 1.057, 0.213), // behind
            (0.498, 0.298, -0.513), // asked
            (0.505, 0.297, 0.622),  // known
            (0.532, 0.273, 0.149),  // pieces
            (0.044, 0.554, -0.337), // wordings
            (0.329, 0.198, -0.169), // nearest
            (0.340, 0.167, -0.157), // nearest-other
            (0.307, 0.244, 0.274),  // neighbours
            (0.343, 0.285, -0.198), // neighbours-fair
            (1.644, 0.387, 0.005),  // length
            (0.229, 0.553, -0.005), // clauses
            (1.000, 0.001, 0.000),  // own-language
            (2.644, 0.432, 0.429),  // score
            (6.508, 0.741, 0.216),  // experience
            (-0.013, 0.057, 0.119), // best-three
            (0.066, 0.372, -0.001), // asks-alike
            (0.212, 0.212, 0.388),  // asked-and-near
            (0.613, 0.160, 0.272),  // vector
            (0.610, 0.146, 0.129),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.409, 0.299, 0.224),  // vector-neighbours
            (0.339, 0.244, -0.394), // known-and-near
            (0.174, 0.100, -0.134), // vector-fall
            (0.080, 0.045, -0.021), // vector-falls
        ],
    }),
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
    grown: None,
};

pub(super) const JAPANESE: Models = Models {
    answer: Model {
        bias: -2.160,
        features: [
            (-2.013, 2.990, 0.396),  // share
            (0.806, 0.871, 0.828),   // ahead
            (-0.547, 0.841, 0.718),  // behind
            (0.335, 0.310, -1.418),  // asked
            (0.448, 0.312, 1.667),   // known
            (0.150, 0.256, 0.423),   // pieces
            (0.129, 0.135, -0.046),  // wordings
            (0.244, 0.209, -0.865),  // nearest
            (0.275, 0.172, -0.210),  // nearest-other
            (0.240, 0.236, -0.962),  // neighbours
            (0.267, 0.287, 0.706),   // neighbours-fair
            (2.206, 0.530, 0.013),   // length
            (0.245, 0.518, 0.448),   // clauses
            (0.918, 0.275, 2.345),   // own-language
            (2.221, 0.442, 0.368),   // score
            (6.497, 0.729, 0.388),   // experience
            (-0.094, 0.170, -0.037), // best-three
            (-0.023, 0.441, 0.287),  // asks-alike
            (0.137, 0.194, 1.336),   // asked-and-near
            (0.507, 0.157, 0.484),   // vector
            (0.521, 0.136, 0.043),   // vector-other
            (0.302, 0.131, -0.208),  // vector-answer
            (0.328, 0.271, 0.156),   // vector-neighbours
            (0.255, 0.225, -0.100),  // known-and-near
            (0.166, 0.125, -0.156),  // vector-fall
            (0.086, 0.066, -0.097),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.372,
        features: [
            (-0.345, 0.431, -0.798), // share
            (1.289, 0.769, 0.572),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.418, 0.327, -1.182),  // asked
            (0.529, 0.320, 1.656),   // known
            (0.190, 0.283, 0.422),   // pieces
            (0.130, 0.137, 0.100),   // wordings
            (0.302, 0.223, -0.339),  // nearest
            (0.239, 0.136, -0.343),  // nearest-other
            (0.316, 0.250, -0.892),  // neighbours
            (0.360, 0.302, 0.697),   // neighbours-fair
            (2.206, 0.530, -0.044),  // length
            (0.245, 0.518, 0.554),   // clauses
            (0.947, 0.224, 0.524),   // own-language
            (2.394, 0.409, 0.093),   // score
            (6.497, 0.729, 0.495),   // experience
            (-0.094, 0.170, 0.538),  // best-three
            (-0.005, 0.442, 0.241),  // asks-alike
            (0.187, 0.222, 1.271),   // asked-and-near
            (0.548, 0.158, 0.647),   // vector
            (0.495, 0.120, 0.053),   // vector-other
            (0.325, 0.133, -0.085),  // vector-answer
            (0.428, 0.268, 0.200),   // vector-neighbours
            (0.319, 0.243, -0.454),  // known-and-near
            (0.182, 0.128, -0.151),  // vector-fall
            (0.092, 0.068, -0.050),  // vector-falls
        ],
    },
    grown: None,
};
